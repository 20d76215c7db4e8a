-- CreateTable
CREATE TABLE "index_segment" (
    "reader" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "corpus" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "documents" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "index_segment_pkey" PRIMARY KEY ("reader", "number")
);
