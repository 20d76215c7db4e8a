-- AlterTable
ALTER TABLE "accountability_case" ADD COLUMN     "decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "decided_by" TEXT,
ADD COLUMN     "decision_sealed" TEXT,
ADD COLUMN     "opened_by" TEXT NOT NULL,
ADD COLUMN     "result_sealed" TEXT,
ADD COLUMN     "sealed" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "inspection" DROP COLUMN "due_on",
DROP COLUMN "rectified_on",
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "created_by" TEXT NOT NULL,
ADD COLUMN     "done_by" TEXT,
ADD COLUMN     "number" TEXT NOT NULL,
ADD COLUMN     "period" TEXT,
ADD COLUMN     "source" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "recommendation" ADD COLUMN     "answered_by" TEXT,
ADD COLUMN     "by" TEXT NOT NULL,
ADD COLUMN     "closed_at" TIMESTAMPTZ(3),
ADD COLUMN     "number" TEXT NOT NULL,
ADD COLUMN     "provisional" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "source" TEXT NOT NULL,
ADD COLUMN     "urged" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "spot_check" ADD COLUMN     "report_id" TEXT,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'drawn',
ADD COLUMN     "unit_code" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "rectification" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "group_code" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "opened_on" TEXT NOT NULL,
    "evidence" TEXT,
    "reported_by" TEXT,
    "reported_on" TEXT,
    "returned" INTEGER NOT NULL DEFAULT 0,
    "rechecked_by" TEXT,
    "closed_on" TEXT,

    CONSTRAINT "rectification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oversight_reminder" (
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oversight_reminder_pkey" PRIMARY KEY ("subject_type","subject_id","due","level")
);

-- CreateIndex
CREATE UNIQUE INDEX "rectification_number_key" ON "rectification"("number");

-- CreateIndex
CREATE INDEX "rectification_subject_type_subject_id_idx" ON "rectification"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "rectification_closed_on_due_on_idx" ON "rectification"("closed_on", "due_on");

-- CreateIndex
CREATE INDEX "rectification_unit_code_idx" ON "rectification"("unit_code");

-- CreateIndex
CREATE INDEX "accountability_case_unit_code_idx" ON "accountability_case"("unit_code");

-- CreateIndex
CREATE UNIQUE INDEX "accountability_case_subject_type_subject_id_ground_key" ON "accountability_case"("subject_type", "subject_id", "ground");

-- CreateIndex
CREATE UNIQUE INDEX "inspection_number_key" ON "inspection"("number");

-- CreateIndex
CREATE INDEX "inspection_done_on_idx" ON "inspection"("done_on");

-- CreateIndex
CREATE UNIQUE INDEX "inspection_group_code_unit_code_period_key" ON "inspection"("group_code", "unit_code", "period");

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_number_key" ON "recommendation"("number");

-- CreateIndex
CREATE INDEX "recommendation_unit_code_closed_at_idx" ON "recommendation"("unit_code", "closed_at");

-- CreateIndex
CREATE INDEX "spot_check_group_code_drawn_on_idx" ON "spot_check"("group_code", "drawn_on");
