-- AlterTable
ALTER TABLE "complainant_identity" ADD COLUMN     "author_hash" TEXT;

-- AlterTable
ALTER TABLE "information_request" ADD COLUMN     "answer_ground" TEXT,
ADD COLUMN     "answer_sealed" TEXT,
ADD COLUMN     "deferred_to" TEXT,
ADD COLUMN     "extension_days" INTEGER,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'information',
ADD COLUMN     "needs_help" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "noticed_on" TEXT,
ADD COLUMN     "pending" TEXT,
ADD COLUMN     "pending_by" TEXT,
ADD COLUMN     "pending_due" TEXT,
ADD COLUMN     "pending_sealed" TEXT,
ADD COLUMN     "proof_deleted_on" TEXT,
ADD COLUMN     "reason_asked_on" TEXT,
ADD COLUMN     "supplement_by" TEXT,
ADD COLUMN     "supplement_sealed" TEXT,
ADD COLUMN     "supplemented_on" TEXT;

-- CreateTable
CREATE TABLE "consent" (
    "id" TEXT NOT NULL,
    "citizen_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "matter" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_consultation" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "whom_sealed" TEXT NOT NULL,
    "sent_on" TEXT NOT NULL,
    "delivered_on" TEXT,
    "due" TEXT NOT NULL,
    "opinion" TEXT,
    "opinion_sealed" TEXT,
    "answered_on" TEXT,

    CONSTRAINT "request_consultation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "consent_citizen_id_idx" ON "consent"("citizen_id");

-- CreateIndex
CREATE INDEX "request_consultation_request_id_idx" ON "request_consultation"("request_id");

-- CreateIndex
CREATE INDEX "request_consultation_opinion_due_idx" ON "request_consultation"("opinion", "due");

-- CreateIndex
CREATE INDEX "complainant_identity_author_hash_idx" ON "complainant_identity"("author_hash");

-- CreateIndex
CREATE INDEX "information_request_status_due_idx" ON "information_request"("status", "due");

-- AddForeignKey
ALTER TABLE "request_consultation" ADD CONSTRAINT "request_consultation_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "information_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;
