-- AlterTable
ALTER TABLE "complaint" ADD COLUMN     "ledger_choice" TEXT;
