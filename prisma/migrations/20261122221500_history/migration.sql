-- AlterTable
ALTER TABLE "dataset" ADD COLUMN     "guards" JSONB NOT NULL DEFAULT '[]';

-- CreateIndex
CREATE INDEX "dataset_version_published_at_id_idx" ON "dataset_version"("published_at", "id");

-- By hand: what versions of before say about columns that are hidden from anyone or classified.
UPDATE "dataset" d SET "guards" = coalesce((
  SELECT jsonb_agg(DISTINCT jsonb_build_object(
    'name', c->'name',
    'classification', c->'classification',
    'except', CASE WHEN c->'mask'->>'as' = 'hide' THEN c->'mask'->'except' END
  ))
  FROM "dataset_version" v, jsonb_array_elements(v."contract"->'columns') AS c
  WHERE v."dataset_id" = d."id" AND (c->'mask'->>'as' = 'hide' OR c->>'classification' IS NOT NULL)
), '[]');

-- Names that datasets had before they were renamed, folded as names are.
CREATE INDEX "dataset_version_former_name_idx" ON "dataset_version" (translate(lower("change"->>'renamedFrom'), '-', '_'))
  WHERE "change"->>'renamedFrom' IS NOT NULL;
