-- CreateIndex
CREATE INDEX "complaint_event_at_idx" ON "complaint_event"("at");
