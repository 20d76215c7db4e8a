-- AlterTable
ALTER TABLE "citizen_address" DROP COLUMN "sent_in_window";

-- CreateTable
CREATE TABLE "reply_window" (
    "lane" TEXT NOT NULL,
    "wrote_at" TIMESTAMPTZ(3),
    "tapped_at" TIMESTAMPTZ(3),
    "sent" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reply_window_pkey" PRIMARY KEY ("lane")
);
