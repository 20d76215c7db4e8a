-- AlterTable
ALTER TABLE "audit" ADD COLUMN     "obligation_id" TEXT,
ADD COLUMN     "planned_for" TEXT,
ADD COLUMN     "recorded_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "recorded_by" TEXT NOT NULL,
ADD COLUMN     "unit_code" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "amount" DECIMAL(18,2),
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "disclosure_code" TEXT,
ADD COLUMN     "executor_unit" TEXT;

-- AlterTable
ALTER TABLE "meeting" ADD COLUMN     "approved_at" TIMESTAMPTZ(3),
ADD COLUMN     "approved_by" TEXT,
ADD COLUMN     "audience" TEXT,
ADD COLUMN     "disclosure_code" TEXT,
ADD COLUMN     "obligation_id" TEXT,
ADD COLUMN     "recorded_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "recorded_by" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "meeting_matter" ADD COLUMN     "position" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "project" ADD COLUMN     "amount" DECIMAL(18,2),
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "audit_unit_code_period_subject_key" ON "audit"("unit_code", "period", "subject");

-- CreateIndex
CREATE INDEX "decision_unit_code_idx" ON "decision"("unit_code");

-- CreateIndex
CREATE UNIQUE INDEX "meeting_unit_code_held_on_title_key" ON "meeting"("unit_code", "held_on", "title");

-- CreateIndex
CREATE INDEX "meeting_matter_meeting_id_idx" ON "meeting_matter"("meeting_id");

-- CreateIndex
CREATE INDEX "project_unit_code_idx" ON "project"("unit_code");
