-- CreateTable
CREATE TABLE "disclosure_file" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "added_by" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disclosure_file_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "disclosure_file_code_idx" ON "disclosure_file"("code");

-- AddForeignKey
ALTER TABLE "disclosure_file" ADD CONSTRAINT "disclosure_file_code_fkey" FOREIGN KEY ("code") REFERENCES "disclosure"("code") ON DELETE CASCADE ON UPDATE CASCADE;
