-- CreateTable
CREATE TABLE "export" (
    "id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL,
    "dataset_id" UUID NOT NULL,
    "about" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "rows" BIGINT,
    "expected_rows" BIGINT,
    "sha256" TEXT,
    "problem" TEXT,
    "cancel" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "export_started_at_idx" ON "export"("started_at");
