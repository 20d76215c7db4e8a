-- CreateTable
CREATE TABLE "staff_session" (
    "id" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_account" (
    "userid" TEXT NOT NULL,
    "password_hash" TEXT,
    "secret_sealed" TEXT NOT NULL,
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "invite_hash" TEXT,
    "invite_until" TIMESTAMPTZ(3),
    "invited_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_account_pkey" PRIMARY KEY ("userid")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "staff_session_userid_idx" ON "staff_session"("userid");

-- CreateIndex
CREATE INDEX "staff_session_seen_at_idx" ON "staff_session"("seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "staff_account_invite_hash_key" ON "staff_account"("invite_hash");

-- CreateIndex
CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");
