-- DropIndex
DROP INDEX "complaint_attachment_complaint_id_idx";

-- AlterTable
ALTER TABLE "complainant_identity" ADD COLUMN     "address_hash" TEXT;

-- AlterTable
ALTER TABLE "complaint" ADD COLUMN     "accept_target" TEXT,
ADD COLUMN     "accused_units" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "accused_userids" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "clocks" TEXT NOT NULL DEFAULT 'law',
ADD COLUMN     "close_target" TEXT,
ADD COLUMN     "escalated" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "extended_days" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "feedback_due" TEXT,
ADD COLUMN     "objection_due" TEXT,
ADD COLUMN     "suspended_days" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "suspended_on" TEXT,
ADD COLUMN     "urged" INTEGER NOT NULL DEFAULT 0;

-- Matters filed before: whom they are about is whom they accuse.
UPDATE "complaint" SET
  "accused_units" = CASE WHEN "about_unit" IS NULL THEN ARRAY[]::TEXT[] ELSE ARRAY["about_unit"] END,
  "accused_userids" = CASE WHEN "about_userid" IS NULL THEN ARRAY[]::TEXT[] ELSE ARRAY["about_userid"] END;

-- AlterTable
ALTER TABLE "complaint_attachment" ADD COLUMN     "media_id" TEXT,
ALTER COLUMN "sealed" DROP NOT NULL;

-- AlterTable
ALTER TABLE "identity_opening" ADD COLUMN     "refused_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "group_member" (
    "group_code" TEXT NOT NULL,
    "userid" TEXT NOT NULL,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_code","userid")
);

-- CreateTable
CREATE TABLE "complaint_escalation" (
    "complaint_id" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "due" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "complaint_escalation_pkey" PRIMARY KEY ("complaint_id","clock","due","level")
);

-- CreateTable
CREATE TABLE "complaint_survey" (
    "complaint_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "complaint_survey_pkey" PRIMARY KEY ("complaint_id","round")
);

-- CreateIndex
CREATE INDEX "group_member_userid_idx" ON "group_member"("userid");

-- CreateIndex
CREATE INDEX "complainant_identity_address_hash_idx" ON "complainant_identity"("address_hash");

-- CreateIndex
CREATE INDEX "complaint_closed_at_urgent_received_at_idx" ON "complaint"("closed_at", "urgent" DESC, "received_at");

-- CreateIndex
CREATE INDEX "complaint_merged_into_idx" ON "complaint"("merged_into");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_attachment_complaint_id_media_id_key" ON "complaint_attachment"("complaint_id", "media_id");

-- AddForeignKey
ALTER TABLE "complaint_escalation" ADD CONSTRAINT "complaint_escalation_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complaint_survey" ADD CONSTRAINT "complaint_survey_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
