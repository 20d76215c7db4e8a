-- CreateTable
CREATE TABLE "import_draft" (
    "id" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_draft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "import_draft_userid_idx" ON "import_draft"("userid");

-- CreateIndex
CREATE INDEX "obligation_catalogue_item_id_idx" ON "obligation"("catalogue_item_id");
