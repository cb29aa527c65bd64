-- CreateTable
CREATE TABLE "external_accounts" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "service_type" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL DEFAULT '',
    "account_id" TEXT NOT NULL,
    "account_data" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "external_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "external_accounts_user_id_idx" ON "external_accounts"("user_id");

-- AddForeignKey
ALTER TABLE "external_accounts" ADD CONSTRAINT "external_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- One identity elsewhere is one living person here.
CREATE UNIQUE INDEX external_accounts_identity
  ON external_accounts (service_type, service_id, client_id, account_id) WHERE deleted_at IS NULL;

-- An external account is a way to sign in, which a service account has none of.
CREATE TRIGGER external_accounts_of_people BEFORE INSERT OR UPDATE OF user_id ON external_accounts
  FOR EACH ROW EXECUTE FUNCTION refuse_service_account();
