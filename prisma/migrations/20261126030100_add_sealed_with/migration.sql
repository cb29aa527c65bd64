-- AlterTable
ALTER TABLE "site_configurations" ADD COLUMN     "sealed_with" TEXT;
