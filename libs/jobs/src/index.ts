export { type JobQueue, migrateJobQueues, openJobQueue, queueAnswers, redisPrefix } from './job-queue.js';
