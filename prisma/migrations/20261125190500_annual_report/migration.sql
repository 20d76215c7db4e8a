-- AlterTable
ALTER TABLE "information_request" ADD COLUMN     "applicant_kind" TEXT NOT NULL DEFAULT 'person';

-- CreateTable
CREATE TABLE "request_appeal" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "opened_on" TEXT NOT NULL,
    "result" TEXT,
    "closed_on" TEXT,

    CONSTRAINT "request_appeal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "request_appeal_request_id_idx" ON "request_appeal"("request_id");

-- AddForeignKey
ALTER TABLE "request_appeal" ADD CONSTRAINT "request_appeal_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "information_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;
