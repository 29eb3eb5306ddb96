import type { Statement } from './statement.js';

interface Pruned {
  readonly name: string;
  readonly table: string;
  /** The column that says which row it is. */
  readonly key: string;
  /** Which rows go, by `$1`. */
  readonly where: string;
  /** The oldest first, by an index; absent where the order is none of an index. */
  readonly orderBy?: string;
  /** Nothing is ever written to a row, which takes a right on some column to lock: one cleanup runs at a time. */
  readonly isAppendOnly?: boolean;
}

/** Deletes up to `$2` rows, past those that another is deleting, and counts them. */
export const pruneStatement = ({ name, table, key, where, orderBy, isAppendOnly }: Pruned): Statement => ({
  name,
  text: `
    with pruned as (
      delete from ${table}
       where ${key} = any(array(
               select ${key}
                 from ${table}
                where ${where}
                ${orderBy === undefined ? '' : `order by ${orderBy}`}
                limit $2
                  ${isAppendOnly ? '' : 'for update skip locked'}))
      returning 1
    )
    select count(*)::integer as count from pruned`,
});
