-- AlterTable
ALTER TABLE "disclosure_category" ADD COLUMN     "required" TEXT[];

-- AlterTable
ALTER TABLE "disclosure" ADD COLUMN     "leader_userid" TEXT,
ADD COLUMN     "officer_userid" TEXT,
ADD COLUMN     "tier" TEXT;

-- AlterTable
ALTER TABLE "obligation" ADD COLUMN     "deadline_phrase" TEXT,
ADD COLUMN     "quiet_until" TEXT;

-- AlterTable
ALTER TABLE "obligation_reminder" ADD COLUMN     "audience" TEXT NOT NULL DEFAULT 'officer';

-- CreateTable
CREATE TABLE "obligation_request" (
    "id" TEXT NOT NULL,
    "obligation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TEXT,
    "to_unit" TEXT,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "obligation_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "obligation_request_obligation_id_idx" ON "obligation_request"("obligation_id");

-- AddForeignKey
ALTER TABLE "obligation_request" ADD CONSTRAINT "obligation_request_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
