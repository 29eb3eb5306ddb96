import type { Statement } from '../statement.js';

/**
 * $1 limit, $2 subjects, $3 hits wanted of each, $4 hits a minute at most, $5 window, $6 its milliseconds left, $7 its
 * milliseconds. The arithmetic of `takeHits` in libs/domain, done where the row is locked.
 */
export const TAKE: Statement = {
  name: 'rate_counters.take',
  text: `
    insert into pairing.rate_counters as counter
           (limit_name, subject, window_number, previous, current, granted)
    select $1, subject, $5::bigint, 0, least(wanted, $4::integer), least(wanted, $4::integer)
      from unnest($2::text[], $3::integer[]) as hit (subject, wanted)
     order by subject
        on conflict (limit_name, subject) do update
       set (window_number, previous, current, granted) = (
             select rolled.window_number, rolled.previous, rolled.current + taken.granted, taken.granted
               from (select greatest(counter.window_number, $5::bigint) as window_number,
                            case when counter.window_number >= $5::bigint then counter.previous
                                 when counter.window_number = $5::bigint - 1 then counter.current
                                 else 0 end as previous,
                            case when counter.window_number >= $5::bigint then counter.current
                                 else 0 end as current,
                            case when counter.window_number > $5::bigint then $7::bigint
                                 else $6::bigint end as milliseconds_left) as rolled
              cross join lateral (
                    select greatest(0, least(excluded.granted, $4::integer - rolled.current
                             - (rolled.previous * rolled.milliseconds_left + $7::bigint - 1) / $7::bigint
                           ))::integer as granted) as taken)
    returning subject, window_number::text as window, previous, current, granted`,
};

/** $1 limit, $2 subjects, $3 windows, $4 hits. A window that is neither the last nor the one before no longer counts. */
export const GIVE_BACK: Statement = {
  name: 'rate_counters.give_back',
  text: `
    with given as materialized (
      select subject, window_number, sum(hits)::integer as hits
        from unnest($2::text[], $3::bigint[], $4::integer[]) as given (subject, window_number, hits)
       group by subject, window_number
    ), locked as materialized (
      select counter.subject
        from pairing.rate_counters as counter
       where counter.limit_name = $1 and counter.subject = any($2::text[])
       order by counter.subject
         for update
    )
    update pairing.rate_counters as counter
       set current = greatest(0, counter.current - coalesce((
             select hits from given
              where given.subject = counter.subject and given.window_number = counter.window_number), 0)),
           previous = greatest(0, counter.previous - coalesce((
             select hits from given
              where given.subject = counter.subject and given.window_number = counter.window_number - 1), 0))
     where counter.limit_name = $1 and counter.subject = any(array(select subject from locked))`,
};

/** $1 the oldest window that still counts, $2 limit. Reads the whole table: it holds what two minutes have made. */
export const PRUNE: Statement = {
  name: 'rate_counters.prune',
  text: `
    with pruned as (
      delete from pairing.rate_counters as counter
       using (
             select limit_name, subject
               from pairing.rate_counters
              where window_number < $1::bigint
              limit $2
                for update skip locked
       ) as old
       where counter.limit_name = old.limit_name and counter.subject = old.subject
      returning 1
    )
    select count(*)::integer as count from pruned`,
};
