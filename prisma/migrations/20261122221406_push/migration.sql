-- AlterTable
ALTER TABLE "catalog_state" ADD COLUMN     "author" TEXT,
ADD COLUMN     "problems_hash" TEXT;

-- AlterTable
ALTER TABLE "token" ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "receipt" (
    "token_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("token_id","key")
);

-- CreateIndex
CREATE INDEX "receipt_created_at_idx" ON "receipt"("created_at");
