-- AlterTable
ALTER TABLE "token" ADD COLUMN     "claims" JSONB NOT NULL DEFAULT '{}';
