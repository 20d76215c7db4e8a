-- CreateTable
CREATE TABLE "subscription_news" (
    "citizen_id" TEXT NOT NULL,
    "disclosure_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "told_on" TEXT,

    CONSTRAINT "subscription_news_pkey" PRIMARY KEY ("citizen_id","disclosure_code","version")
);

-- CreateIndex
CREATE INDEX "subscription_news_told_on_citizen_id_idx" ON "subscription_news"("told_on", "citizen_id");

-- AddForeignKey
ALTER TABLE "subscription_news" ADD CONSTRAINT "subscription_news_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;
