-- What analysts ask, over the JSON Lines that deploy/analysts/export writes. In its directory: duckdb < questions.duckdb.sql
CREATE VIEW decisions AS SELECT * REPLACE ("timestamp"::TIMESTAMP AS "timestamp") FROM read_json('decisions.jsonl', sample_size = -1);
CREATE VIEW verdicts  AS SELECT * REPLACE ("timestamp"::TIMESTAMP AS "timestamp") FROM read_json('verdicts.jsonl', sample_size = -1);
CREATE VIEW outcomes  AS SELECT * REPLACE ("timestamp"::TIMESTAMP AS "timestamp") FROM read_json('outcomes.jsonl', sample_size = -1);
CREATE VIEW acks      AS SELECT * REPLACE (appliedAt::TIMESTAMP AS appliedAt) FROM read_json('route-acks.jsonl', sample_size = -1);
CREATE VIEW windows   AS SELECT * FROM read_json('metrics.jsonl', sample_size = -1);
CREATE VIEW events    AS SELECT * REPLACE ("timestamp"::TIMESTAMP AS "timestamp", json(segments)::MAP(VARCHAR, VARCHAR) AS segments)
                         FROM read_json('inference-events.jsonl', sample_size = -1);
CREATE VIEW checks    AS SELECT v.* EXCLUDE (checks), c.* FROM verdicts v, unnest(v.checks) AS t(c);

-- name: How long did each stage take, and how did it end?
SELECT rollout, fromStage AS stage, action AS ended_by, "timestamp" AS moment,
       round(epoch("timestamp" - lag("timestamp") OVER (PARTITION BY model, rollout ORDER BY "timestamp")), 1) AS seconds
FROM decisions
WHERE action IN ('START', 'ADVANCE', 'OVERRIDE', 'ROLLBACK', 'PROMOTE', 'ABORT')
QUALIFY fromStage IS NOT NULL
ORDER BY moment;

-- name: Which guardrail was nearest to its limit, how often, and how near?
SELECT rollout, metric, count(*) AS times_nearest, round(max(used), 2) AS most_of_the_limit
FROM (SELECT rollout, metric, ratio / threshold AS used,
             row_number() OVER (PARTITION BY model, verdictId ORDER BY ratio / threshold DESC) AS place
      FROM checks
      WHERE segment IS NULL AND ratio IS NOT NULL AND threshold > 0)
WHERE place = 1
GROUP BY ALL
ORDER BY rollout, times_nearest DESC;

-- name: How many requests did candidates serve that were sent back, and how many of them failed?
SELECT d.rollout, e.variant, count(*) AS requests,
       count(*) FILTER (WHERE e.latency.status <> 'OK') AS failed
FROM decisions d
JOIN decisions s ON s.model = d.model AND s.rollout = d.rollout AND s.action = 'START'
JOIN events e ON e.model = d.model AND e.variant = s.plan.candidate AND e.role = 'SERVED'
             AND e."timestamp" BETWEEN s."timestamp" AND d."timestamp" + INTERVAL 30 SECOND
WHERE d.action = 'ROLLBACK'
GROUP BY ALL;

-- name: How long do tables take to each sidecar (p50, p99, milliseconds)?
SELECT a.sidecar, count(*) AS tables,
       round(quantile_cont(epoch_us(a.appliedAt) - epoch_us(d."timestamp"), 0.50) / 1000, 1) AS p50_ms,
       round(quantile_cont(epoch_us(a.appliedAt) - epoch_us(d."timestamp"), 0.99) / 1000, 1) AS p99_ms
FROM (SELECT sidecar, model, revision, min(appliedAt) AS appliedAt FROM acks GROUP BY ALL) a
JOIN decisions d USING (model, revision)
GROUP BY ALL
ORDER BY sidecar;

-- name: How often did baseline and candidate agree in shadow, by segment?
SELECT s.segments['user_type'] AS user_type, count(*) AS pairs,
       round(avg((s.prediction.label = c.prediction.label)::INT), 3) AS agreement
FROM events s
JOIN events c ON c.requestId = s.requestId AND c.model = s.model AND c.role = 'SHADOW'
WHERE s.role = 'SERVED' AND s.prediction.label IS NOT NULL AND c.prediction.label IS NOT NULL
GROUP BY ALL
ORDER BY user_type;

-- name: How does the share of right answers of each variant go over time?
SELECT time_bucket(INTERVAL 10 SECOND, e."timestamp") AS moment, e.variant, count(*) AS outcomes,
       round(avg((e.prediction.label = o.label)::INT), 3) AS success
FROM events e
JOIN outcomes o ON o.requestId = e.requestId AND o.model = e.model
WHERE e.role = 'SERVED' AND e.prediction.label IS NOT NULL
GROUP BY ALL
ORDER BY moment, e.variant;

-- name: What did users get of each variant?
SELECT variant, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors,
       round(100 * sum(errors) / sum(requests), 2) AS error_percent, round(max(latencyP95Micros) / 1000, 1) AS worst_p95_ms
FROM (SELECT * FROM windows WHERE role = 'SERVED' AND segment IS NULL
      QUALIFY row_number() OVER (PARTITION BY model, variant, windowStart ORDER BY updatedAt DESC) = 1)
GROUP BY ALL
HAVING sum(requests) > 0
ORDER BY variant;
