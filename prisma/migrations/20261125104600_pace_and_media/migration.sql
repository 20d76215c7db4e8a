-- AlterTable
ALTER TABLE "citizen_address" ADD COLUMN     "stand_in" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "outbox_message" ADD COLUMN     "alert" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "send_id" TEXT;

-- CreateTable
CREATE TABLE "member_send" (
    "id" BIGSERIAL NOT NULL,
    "lane" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_send_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_pace" (
    "api" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "sends" INTEGER NOT NULL,
    "held_until" TIMESTAMPTZ(3),

    CONSTRAINT "api_pace_pkey" PRIMARY KEY ("api")
);

-- CreateTable
CREATE TABLE "inbound_media" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "event_sealed" TEXT NOT NULL,
    "sealed" TEXT,
    "content_type" TEXT,
    "bytes" INTEGER,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_media_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "member_send_lane_at_idx" ON "member_send"("lane", "at");

-- CreateIndex
CREATE INDEX "member_send_at_idx" ON "member_send"("at");

-- CreateIndex
CREATE INDEX "inbound_media_state_at_idx" ON "inbound_media"("state", "at");
