-- DropIndex
DROP INDEX "report_kind_period_unit_code_key";

-- AlterTable
ALTER TABLE "report" ADD COLUMN     "made_by" TEXT NOT NULL DEFAULT 'system',
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "report_comment" (
    "id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_comment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "report_comment_report_id_idx" ON "report_comment"("report_id");

-- CreateIndex
CREATE UNIQUE INDEX "report_kind_period_unit_code_version_key" ON "report"("kind", "period", "unit_code", "version");

-- AddForeignKey
ALTER TABLE "report_comment" ADD CONSTRAINT "report_comment_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;
