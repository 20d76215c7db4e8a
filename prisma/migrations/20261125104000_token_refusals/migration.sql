-- AlterTable
ALTER TABLE "access_token" ADD COLUMN     "refusals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "refused_errcode" INTEGER,
ADD COLUMN     "refused_mark" TEXT,
ADD COLUMN     "refused_until" TIMESTAMPTZ(3);
