import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeDataDirectory } from '../dist/data-directory.js';

const take = async (directory) => {
  try {
    await takeDataDirectory(directory);
    return 'taken';
  } catch (error) {
    return error.message;
  }
};

/** Takes and releases it again and again; a file that only its holder makes would be found by a second one. */
async function takeTurns(turns, directory) {
  const mark = join(directory, 'secret');
  for (let turn = 0; turn < turns;) {
    const taken = await takeDataDirectory(directory).catch((error) => {
      if (error.name !== 'DataDirectoryInUse') throw error;
    });
    if (taken === undefined) continue;
    await writeFile(mark, '', { flag: 'wx' });
    await rm(mark);
    taken.release();
    turn += 1;
  }
  return 'alone each time';
}

async function answerTo(task) {
  if (task.take !== undefined) return take(task.take);
  if (task.takeTurns !== undefined) return takeTurns(task.takeTurns, task.directory);
  if (task.become !== undefined) process.seteuid(task.become);
  return 'done';
}

process.on('message', (task) => {
  answerTo(task).then(
    (answer) => process.send(answer),
    (error) => process.send(`${error}`),
  );
});
process.send('up');
