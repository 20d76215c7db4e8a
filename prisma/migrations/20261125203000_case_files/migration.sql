-- AlterTable
ALTER TABLE "case_file" ADD COLUMN     "destruction_id" TEXT,
ADD COLUMN     "filed_on" TEXT NOT NULL,
ADD COLUMN     "items" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "keep_until" TEXT,
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'kept';

-- CreateTable
CREATE TABLE "case_document" (
    "case_file_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "text_sealed" TEXT NOT NULL,

    CONSTRAINT "case_document_pkey" PRIMARY KEY ("case_file_id","position")
);

-- CreateTable
CREATE TABLE "destruction_list" (
    "id" TEXT NOT NULL,
    "made_on" TEXT NOT NULL,
    "appraised_by" TEXT,
    "appraised_on" TEXT,
    "opinion" TEXT,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_on" TEXT,

    CONSTRAINT "destruction_list_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "case_file_unit_code_closed_on_idx" ON "case_file"("unit_code", "closed_on");

-- CreateIndex
CREATE INDEX "case_file_status_keep_until_idx" ON "case_file"("status", "keep_until");

-- AddForeignKey
ALTER TABLE "case_file" ADD CONSTRAINT "case_file_destruction_id_fkey" FOREIGN KEY ("destruction_id") REFERENCES "destruction_list"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case_document" ADD CONSTRAINT "case_document_case_file_id_fkey" FOREIGN KEY ("case_file_id") REFERENCES "case_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;
