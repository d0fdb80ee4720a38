ALTER TABLE "intake_raw" ADD COLUMN "grants" TEXT[] DEFAULT ARRAY['ingest']::TEXT[];
