-- CreateTable
CREATE TABLE "comment_cluster" (
    "id" TEXT NOT NULL,
    "consultation_id" TEXT NOT NULL,
    "clause" TEXT,
    "gist" TEXT,
    "adoption" TEXT,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_on" TEXT,

    CONSTRAINT "comment_cluster_pkey" PRIMARY KEY ("id")
);

-- Every comment kept so far is a cluster of its own.
INSERT INTO "comment_cluster" ("id", "consultation_id", "clause", "adoption", "reason")
SELECT "id", "consultation_id", "clause", "adoption", "adoption_reason" FROM "comment";

-- AlterTable
ALTER TABLE "comment" ADD COLUMN     "asks_hearing" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "cluster_id" TEXT,
ADD COLUMN     "withdrawn_on" TEXT;
UPDATE "comment" SET "cluster_id" = "id";
ALTER TABLE "comment" ALTER COLUMN "cluster_id" SET NOT NULL,
DROP COLUMN "adoption",
DROP COLUMN "adoption_reason",
DROP COLUMN "cluster";

-- AlterTable
ALTER TABLE "consultation" DROP COLUMN "short_reason",
DROP COLUMN "status",
DROP COLUMN "summary",
ADD COLUMN     "result_code" TEXT,
ADD COLUMN     "told_on" TEXT;

-- AlterTable
ALTER TABLE "hearing" DROP COLUMN "feedback",
DROP COLUMN "minutes",
DROP COLUMN "status",
ADD COLUMN     "draw_seed" TEXT,
ADD COLUMN     "drawn_on" TEXT,
ADD COLUMN     "groups" JSONB,
ADD COLUMN     "minutes_by" TEXT,
ADD COLUMN     "minutes_sealed" TEXT,
ADD COLUMN     "result_code" TEXT,
ADD COLUMN     "signatures" JSONB,
ADD COLUMN     "told_on" TEXT;

-- AlterTable
ALTER TABLE "hearing_signup" ADD COLUMN     "attended_at" TIMESTAMPTZ(3),
ADD COLUMN     "group" TEXT,
ADD COLUMN     "rank" INTEGER,
ADD COLUMN     "signed_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "comment_cluster_consultation_id_id_idx" ON "comment_cluster"("consultation_id", "id");

-- CreateIndex
CREATE INDEX "comment_cluster_id_idx" ON "comment"("cluster_id");

-- CreateIndex
CREATE INDEX "comment_citizen_id_idx" ON "comment"("citizen_id");

-- CreateIndex
CREATE INDEX "consultation_told_on_idx" ON "consultation"("told_on");

-- CreateIndex
CREATE INDEX "hearing_held_at_idx" ON "hearing"("held_at");

-- CreateIndex
CREATE INDEX "hearing_told_on_idx" ON "hearing"("told_on");

-- CreateIndex
CREATE INDEX "hearing_signup_hearing_id_status_rank_idx" ON "hearing_signup"("hearing_id", "status", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "hearing_signup_hearing_id_code_key" ON "hearing_signup"("hearing_id", "code");

-- AddForeignKey
ALTER TABLE "comment_cluster" ADD CONSTRAINT "comment_cluster_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "comment_cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
