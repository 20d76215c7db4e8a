-- CreateTable
CREATE TABLE "record_vector" (
    "model" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    "vector" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "record_vector_pkey" PRIMARY KEY ("model", "key")
);
