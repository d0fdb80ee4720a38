-- By hand: nothing ever wrote an incident before, so there is none that would lack what is new.

-- DropIndex
DROP INDEX "incident_closed_at_opened_at_idx";

-- DropIndex
DROP INDEX "incident_dataset_id_opened_at_idx";

-- AlterTable
ALTER TABLE "incident" DROP COLUMN "closed_at",
DROP COLUMN "opened_at",
ADD COLUMN     "acknowledged_at" TIMESTAMPTZ(3),
ADD COLUMN     "acknowledged_by" TEXT,
ADD COLUMN     "changes" JSONB NOT NULL,
ADD COLUMN     "detected_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "expected" TEXT NOT NULL,
ADD COLUMN     "is_approximate" BOOLEAN NOT NULL,
ADD COLUMN     "label" TEXT NOT NULL,
ADD COLUMN     "last_failed_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "observed" TEXT NOT NULL,
ADD COLUMN     "quiet_since" TIMESTAMPTZ(3),
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "resolved_at" TIMESTAMPTZ(3),
ADD COLUMN     "state" TEXT NOT NULL,
ADD COLUMN     "went_bad_at" TIMESTAMPTZ(3) NOT NULL;

-- AlterTable
ALTER TABLE "lineage_edge" DROP CONSTRAINT "lineage_edge_pkey",
ADD COLUMN     "at" TIMESTAMPTZ(3),
ADD COLUMN     "job" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "lineage_edge_pkey" PRIMARY KEY ("dataset_id", "from_name", "provenance", "job");

-- CreateTable
CREATE TABLE "lineage_column" (
    "seq" BIGSERIAL NOT NULL,
    "dataset_id" UUID NOT NULL,
    "from_name" TEXT NOT NULL,
    "provenance" TEXT NOT NULL,
    "job" TEXT NOT NULL,
    "column" TEXT NOT NULL,
    "from_column" TEXT NOT NULL,
    "kind" TEXT,

    CONSTRAINT "lineage_column_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "dataset_state" (
    "dataset_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "observed_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "source_version" TEXT,
    "contract_hash" TEXT,
    "load_at" TIMESTAMPTZ(3),
    "rows" BIGINT,
    "bytes" BIGINT,
    "as_of" TIMESTAMPTZ(3),
    "columns" JSONB,
    "profile" JSONB NOT NULL,
    "results" JSONB NOT NULL,
    "examples" JSONB NOT NULL,
    "problem" TEXT,
    "score" DOUBLE PRECISION,
    "evidence" DOUBLE PRECISION NOT NULL,
    "verdict" TEXT,
    "verdict_since" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "judged" JSONB,
    "due_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_state_pkey" PRIMARY KEY ("dataset_id")
);

-- CreateTable
CREATE TABLE "observation" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "source_version" TEXT,
    "contract_hash" TEXT NOT NULL,
    "load_at" TIMESTAMPTZ(3),
    "rows" BIGINT,
    "bytes" BIGINT,
    "as_of" TIMESTAMPTZ(3),
    "columns" JSONB,
    "profile" JSONB NOT NULL,
    "results" JSONB NOT NULL,
    "elapsed_ms" DOUBLE PRECISION NOT NULL,
    "problem" TEXT,

    CONSTRAINT "observation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_update" (
    "dataset_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "evidence" TEXT NOT NULL,
    "newest" TIMESTAMPTZ(3),
    "is_backfilled" BOOLEAN NOT NULL,

    CONSTRAINT "dataset_update_pkey" PRIMARY KEY ("dataset_id","at","evidence")
);

-- CreateTable
CREATE TABLE "period_value" (
    "dataset_id" UUID NOT NULL,
    "period" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "rows" BIGINT,
    "distributions" JSONB NOT NULL,
    "left_out" TEXT[],

    CONSTRAINT "period_value_pkey" PRIMARY KEY ("dataset_id","period")
);

-- CreateTable
CREATE TABLE "sla_day" (
    "dataset_id" UUID NOT NULL,
    "deadline" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "arrived_at" TIMESTAMPTZ(3),
    "is_backfilled" BOOLEAN NOT NULL,

    CONSTRAINT "sla_day_pkey" PRIMARY KEY ("dataset_id","deadline")
);

-- CreateTable
CREATE TABLE "check_day" (
    "dataset_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "check" TEXT NOT NULL,
    "passed" INTEGER NOT NULL,
    "warned" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,

    CONSTRAINT "check_day_pkey" PRIMARY KEY ("dataset_id","day","check")
);

-- CreateTable
CREATE TABLE "score_day" (
    "dataset_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "score" DOUBLE PRECISION,
    "evidence" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "score_day_pkey" PRIMARY KEY ("dataset_id","day")
);

-- CreateTable
CREATE TABLE "incident_event" (
    "seq" BIGSERIAL NOT NULL,
    "incident_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT,
    "text" TEXT,

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "alert_outbox" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "delivered_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "alert_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "watcher" (
    "dataset_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "watcher_pkey" PRIMARY KEY ("dataset_id","actor")
);

-- CreateTable
CREATE TABLE "intake_raw" (
    "id" UUID NOT NULL,
    "tool" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "token_name" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "key" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "bytes" BIGINT NOT NULL,
    "stored_bytes" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "processed_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "intake_raw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "intake_unmatched" (
    "tool" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "token_name" TEXT NOT NULL,

    CONSTRAINT "intake_unmatched_pkey" PRIMARY KEY ("tool","name")
);

-- CreateIndex
CREATE INDEX "lineage_column_dataset_id_provenance_job_idx" ON "lineage_column"("dataset_id", "provenance", "job");

-- CreateIndex
CREATE INDEX "lineage_column_from_name_idx" ON "lineage_column"("from_name");

-- CreateIndex
CREATE INDEX "dataset_state_next_at_idx" ON "dataset_state"("next_at");

-- CreateIndex
CREATE INDEX "observation_dataset_id_finished_at_idx" ON "observation"("dataset_id", "finished_at");

-- CreateIndex
CREATE INDEX "observation_finished_at_idx" ON "observation"("finished_at");

-- CreateIndex
CREATE INDEX "incident_event_incident_id_at_idx" ON "incident_event"("incident_id", "at");

-- CreateIndex
CREATE INDEX "alert_outbox_incident_id_idx" ON "alert_outbox"("incident_id");

-- CreateIndex
CREATE INDEX "alert_outbox_due_at_idx" ON "alert_outbox"("due_at");

-- CreateIndex
CREATE INDEX "intake_raw_state_received_at_idx" ON "intake_raw"("state", "received_at");

-- CreateIndex
CREATE INDEX "intake_raw_token_id_received_at_idx" ON "intake_raw"("token_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "intake_raw_token_id_key_key" ON "intake_raw"("token_id", "key");

-- CreateIndex
CREATE INDEX "intake_unmatched_last_at_idx" ON "intake_unmatched"("last_at");

-- CreateIndex
CREATE INDEX "incident_dataset_id_detected_at_idx" ON "incident"("dataset_id", "detected_at");

-- CreateIndex
CREATE INDEX "incident_detected_at_id_idx" ON "incident"("detected_at", "id");

-- AddForeignKey
ALTER TABLE "dataset_state" ADD CONSTRAINT "dataset_state_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_outbox" ADD CONSTRAINT "alert_outbox_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- One incident of a dataset and a check at a time. Names of checks may be longer than an index takes.
CREATE UNIQUE INDEX "incident_one_at_a_time" ON "incident" ("dataset_id", md5("check")) WHERE "resolved_at" IS NULL;
ALTER TABLE "incident" ADD CONSTRAINT "incident_resolved" CHECK (("state" = 'resolved') = ("resolved_at" IS NOT NULL));
ALTER TABLE "dataset_state" ADD CONSTRAINT "dataset_state_score" CHECK ("score" BETWEEN 0 AND 100);

-- What was found lies beside the row, so that lists, and looks that find nothing new, touch few bytes.
ALTER TABLE "dataset_state" SET (fillfactor = 70, toast_tuple_target = 128);
-- Is packed before it comes here.
ALTER TABLE "intake_raw" ALTER COLUMN "body" SET STORAGE EXTERNAL;

-- Where the queue of jobs keeps its own tables. The app's role may create them there, and nowhere else.
CREATE SCHEMA "pgboss";
-- Where the roles of the embedded database were made before there was a queue.
DO $$ BEGIN
  IF current_user = 'touchstone_migrate' AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'touchstone') THEN
    GRANT USAGE, CREATE ON SCHEMA "pgboss" TO "touchstone";
  END IF;
END $$;
