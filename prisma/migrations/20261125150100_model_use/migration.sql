-- CreateTable
CREATE TABLE "model_use" (
    "day" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "within_ms" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "tokens_in" BIGINT NOT NULL,
    "tokens_out" BIGINT NOT NULL,
    "ms" BIGINT NOT NULL,

    CONSTRAINT "model_use_pkey" PRIMARY KEY ("day","purpose","outcome","within_ms")
);

-- CreateTable
CREATE TABLE "model_budget" (
    "day" TEXT NOT NULL,
    "tokens" BIGINT NOT NULL,

    CONSTRAINT "model_budget_pkey" PRIMARY KEY ("day")
);
