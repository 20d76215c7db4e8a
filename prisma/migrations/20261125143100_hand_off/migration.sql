-- CreateTable
CREATE TABLE "hand_off" (
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "address_sealed" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "servicer" TEXT,
    "taken_at" TIMESTAMPTZ(3),
    "slot" INTEGER,
    "focused_at" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "hand_off_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "hand_off_conversation_id_state_idx" ON "hand_off"("conversation_id", "state");

-- CreateIndex
CREATE INDEX "hand_off_servicer_state_idx" ON "hand_off"("servicer", "state");

-- CreateIndex
CREATE INDEX "hand_off_state_until_idx" ON "hand_off"("state", "until");
