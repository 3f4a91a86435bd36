-- The same in plain SQL, over the CSV that deploy/analysts/export writes. In its directory: sqlite3 < questions.sqlite.sql
.mode csv
.import decisions.csv decisions
.import verdicts.csv checks
.import metrics.csv windows
.mode column

.print == How long did each stage take, and how did it end?
SELECT rollout, fromStage AS stage, action AS ended_by, timestamp AS moment,
       round((julianday(timestamp) - julianday(entered)) * 86400, 1) AS seconds
FROM (SELECT *, lag(timestamp) OVER (PARTITION BY model, rollout ORDER BY timestamp) AS entered FROM decisions
      WHERE action IN ('START', 'ADVANCE', 'OVERRIDE', 'ROLLBACK', 'PROMOTE', 'ABORT'))
WHERE fromStage <> ''
ORDER BY timestamp;

.print == Which guardrail was nearest to its limit, how often, and how near?
SELECT rollout, metric, count(*) AS times_nearest, round(max(used), 2) AS most_of_the_limit
FROM (SELECT rollout, "checks.metric" AS metric, "checks.ratio" / "checks.threshold" AS used,
             row_number() OVER (PARTITION BY model, verdictId ORDER BY "checks.ratio" / "checks.threshold" DESC) AS place
      FROM checks
      WHERE "checks.segment" = '' AND "checks.ratio" <> '' AND "checks.threshold" > '0')
WHERE place = 1
GROUP BY rollout, metric
ORDER BY rollout, times_nearest DESC;

.print == What did users get of each variant?
SELECT variant, sum(requests) AS requests, sum(errors) AS errors, round(100.0 * sum(errors) / sum(requests), 2) AS error_percent
FROM (SELECT *, row_number() OVER (PARTITION BY model, variant, windowStart ORDER BY updatedAt DESC) AS latest
      FROM windows WHERE role = 'SERVED' AND segment = '')
WHERE latest = 1 AND requests > 0
GROUP BY variant
ORDER BY variant;
