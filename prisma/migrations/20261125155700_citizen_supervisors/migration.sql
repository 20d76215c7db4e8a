-- CreateTable
CREATE TABLE "citizen_supervisor" (
    "citizen_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "citizen_supervisor_pkey" PRIMARY KEY ("citizen_id")
);

-- CreateIndex
CREATE INDEX "citizen_supervisor_ended_at_idx" ON "citizen_supervisor"("ended_at");
