-- CreateTable
CREATE TABLE "temporary_settings" (
    "user_id" INTEGER NOT NULL,
    "contents" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "temporary_settings_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "temporary_settings" ADD CONSTRAINT "temporary_settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
