-- CreateTable
CREATE TABLE "settings" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER,
    "organization_id" INTEGER,
    "contents" TEXT NOT NULL,
    "author_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "settings_user_id_id_idx" ON "settings"("user_id", "id");

-- CreateIndex
CREATE INDEX "settings_organization_id_id_idx" ON "settings"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Settings belong to an account or to an organization; those of neither are the site's.
ALTER TABLE "settings" ADD CONSTRAINT settings_have_one_subject CHECK (num_nonnulls(user_id, organization_id) <= 1);

-- The newest settings of the site, which everybody's settings begin with.
CREATE INDEX settings_of_site ON settings (id) WHERE user_id IS NULL AND organization_id IS NULL;
