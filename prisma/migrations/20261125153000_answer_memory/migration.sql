-- AlterTable
ALTER TABLE "answer_report" ADD COLUMN     "closed_by" TEXT,
ADD COLUMN     "conversation_id" TEXT,
ADD COLUMN     "detail_sealed" TEXT,
ADD COLUMN     "number" TEXT,
ADD COLUMN     "proposed_by" TEXT,
ADD COLUMN     "proposed_id" TEXT,
ADD COLUMN     "proposed_sealed" TEXT,
ADD COLUMN     "proposed_type" TEXT,
ADD COLUMN     "record_id" TEXT,
ADD COLUMN     "record_type" TEXT;

-- AlterTable
ALTER TABLE "confirmed_answer" ADD COLUMN     "fields" TEXT[],
ADD COLUMN     "record_version" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "report_id" TEXT,
ADD COLUMN     "unit_code" TEXT,
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3),
ADD COLUMN     "withdrawn_by" TEXT,
ADD COLUMN     "written_by" TEXT;

-- CreateTable
CREATE TABLE "topic_suggestion" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "asked" INTEGER NOT NULL,
    "people" INTEGER NOT NULL,
    "record_type" TEXT,
    "record_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "obligation_id" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "topic_suggestion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "answer_report_number_key" ON "answer_report"("number");

-- CreateIndex
CREATE INDEX "answer_report_unit_code_status_idx" ON "answer_report"("unit_code", "status");

-- CreateIndex
CREATE UNIQUE INDEX "topic_suggestion_key_key" ON "topic_suggestion"("key");

-- CreateIndex
CREATE INDEX "topic_suggestion_unit_code_status_idx" ON "topic_suggestion"("unit_code", "status");

-- CreateIndex
CREATE INDEX "topic_suggestion_week_idx" ON "topic_suggestion"("week");
