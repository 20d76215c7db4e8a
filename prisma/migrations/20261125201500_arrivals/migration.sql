-- CreateTable
CREATE TABLE "arrival" (
    "number" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lanes" TEXT[],
    "refused" TEXT[],
    "sealed" TEXT NOT NULL,

    CONSTRAINT "arrival_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "receipt" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("id")
);
