-- AlterTable
ALTER TABLE "users" ADD COLUMN     "used_by" TEXT NOT NULL DEFAULT '';
