import type Database from 'better-sqlite3';

/** Results that are kept of each check: so many of the newest, and so many of the newest that failed. */
export const CHECKS_KEPT = 50;

/** Drops results of a relation's checks beyond those, so that nightly builds do not add to the lakehouse for ever. */
export function pruneChecks(db: Database.Database, relation: string): void {
  db.prepare(
    `delete from lake_checks where check_id in (
       select check_id
       from (
         select
           check_id,
           passed,
           row_number() over (partition by kind, expression order by check_id desc) as age,
           row_number() over (partition by kind, expression, passed order by check_id desc) as age_of_its_kind
         from lake_checks
         where relation = ?
       )
       where age > ${CHECKS_KEPT} and (passed = 1 or age_of_its_kind > ${CHECKS_KEPT})
     )`,
  ).run(relation);
}
