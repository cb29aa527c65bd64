-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('USER', 'SERVICE_ACCOUNT');

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "kind" "account_kind" NOT NULL DEFAULT 'USER',
    "username" TEXT NOT NULL,
    "display_name" TEXT,
    "avatar_url" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "owner_id" INTEGER,
    "created_by_id" INTEGER,
    "site_admin" BOOLEAN NOT NULL DEFAULT false,
    "password_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "names" (
    "name" TEXT NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "names_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "user_emails" (
    "user_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_emails_pkey" PRIMARY KEY ("user_id","email")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" SERIAL NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_resets" (
    "user_id" INTEGER NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "first_failed_at" TIMESTAMPTZ(3) NOT NULL,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "access_tokens" (
    "id" SERIAL NOT NULL,
    "subject_id" INTEGER NOT NULL,
    "creator_id" INTEGER NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "secret_tail" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_ip" TEXT,
    "last_used_user_agent" TEXT,
    "last_used_client_name" TEXT,
    "replaced_by_id" INTEGER,

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_token_rotations" (
    "token_id" INTEGER NOT NULL,
    "idempotency_key_hash" BYTEA NOT NULL,
    "overlap_seconds" INTEGER NOT NULL,
    "salt" BYTEA NOT NULL,
    "server_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_token_rotations_pkey" PRIMARY KEY ("token_id")
);

-- CreateTable
CREATE TABLE "roles" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "system" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "permissions" (
    "id" SERIAL NOT NULL,
    "namespace" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "permissions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_permissions" (
    "role_id" INTEGER NOT NULL,
    "permission_id" INTEGER NOT NULL,

    CONSTRAINT "role_permissions_pkey" PRIMARY KEY ("role_id","permission_id")
);

-- CreateTable
CREATE TABLE "user_roles" (
    "user_id" INTEGER NOT NULL,
    "role_id" INTEGER NOT NULL,

    CONSTRAINT "user_roles_pkey" PRIMARY KEY ("user_id","role_id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "audit_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "request_id" TEXT NOT NULL DEFAULT '',
    "entity" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL DEFAULT '',
    "actor_kind" TEXT NOT NULL,
    "impersonator_id" INTEGER,
    "impersonator_name" TEXT,
    "access_token_id" INTEGER,
    "access_token_note" TEXT,
    "target_kind" TEXT,
    "target_id" INTEGER,
    "target_name" TEXT,
    "ip" TEXT NOT NULL DEFAULT '',
    "forwarded_for" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',
    "client_name" TEXT NOT NULL DEFAULT '',
    "client_version" TEXT NOT NULL DEFAULT '',
    "operation_name" TEXT,
    "root_fields" TEXT[],
    "details" JSONB,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site_configurations" (
    "id" SERIAL NOT NULL,
    "contents" TEXT NOT NULL,
    "author_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "site_configurations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "site_id" UUID NOT NULL,
    "token_instance" TEXT NOT NULL,
    "server_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "peak_user_count" INTEGER NOT NULL DEFAULT 0,
    "peak_user_count_at" TIMESTAMPTZ(3),

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "users_owner_id_idx" ON "users"("owner_id");

-- CreateIndex
CREATE INDEX "users_kind_id_idx" ON "users"("kind", "id");

-- CreateIndex
CREATE UNIQUE INDEX "names_user_id_key" ON "names"("user_id");

-- CreateIndex
CREATE INDEX "user_emails_email_idx" ON "user_emails"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_id_hash_key" ON "sessions"("id_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_throttles_first_failed_at_idx" ON "sign_in_throttles"("first_failed_at");

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_secret_hash_key" ON "access_tokens"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_replaced_by_id_key" ON "access_tokens"("replaced_by_id");

-- CreateIndex
CREATE INDEX "access_tokens_creator_id_idx" ON "access_tokens"("creator_id");

-- CreateIndex
CREATE UNIQUE INDEX "roles_name_key" ON "roles"("name");

-- CreateIndex
CREATE UNIQUE INDEX "permissions_namespace_action_key" ON "permissions"("namespace", "action");

-- CreateIndex
CREATE INDEX "role_permissions_permission_id_idx" ON "role_permissions"("permission_id");

-- CreateIndex
CREATE INDEX "user_roles_role_id_idx" ON "user_roles"("role_id");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_id_idx" ON "audit_events"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_access_token_id_id_idx" ON "audit_events"("access_token_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_created_at_idx" ON "audit_events" USING BRIN ("created_at");

-- CreateIndex
CREATE INDEX "audit_events_entity_action_id_idx" ON "audit_events"("entity", "action", "id");

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "names" ADD CONSTRAINT "names_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_emails" ADD CONSTRAINT "user_emails_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_replaced_by_id_fkey" FOREIGN KEY ("replaced_by_id") REFERENCES "access_tokens"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "access_token_rotations" ADD CONSTRAINT "access_token_rotations_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "access_tokens"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_permission_id_fkey" FOREIGN KEY ("permission_id") REFERENCES "permissions"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "site_configurations" ADD CONSTRAINT "site_configurations_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What follows is written by hand: Prisma cannot say it.

-- A service account never signs in, so there is nothing for it to sign in with.
ALTER TABLE users ADD CONSTRAINT users_service_account_has_no_password
  CHECK (kind <> 'SERVICE_ACCOUNT' OR password_hash IS NULL);

-- Only a machine has somebody who answers for it.
ALTER TABLE users ADD CONSTRAINT users_owner_is_of_service_account
  CHECK (kind = 'SERVICE_ACCOUNT' OR owner_id IS NULL);

-- What is erased is deleted too.
ALTER TABLE users ADD CONSTRAINT users_erased_is_deleted
  CHECK (erased_at IS NULL OR deleted_at IS NOT NULL);

-- A verified address belongs to one account; unverified copies may repeat.
CREATE UNIQUE INDEX user_emails_verified_email ON user_emails (lower(email)) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX user_emails_one_primary ON user_emails (user_id) WHERE is_primary;
ALTER TABLE user_emails ADD CONSTRAINT user_emails_primary_is_verified
  CHECK (NOT is_primary OR verified_at IS NOT NULL);

-- The digest of a secret, never a secret.
ALTER TABLE access_tokens ADD CONSTRAINT access_tokens_secret_is_digest CHECK (octet_length(secret_hash) = 32);
ALTER TABLE sessions ADD CONSTRAINT sessions_id_is_digest CHECK (octet_length(id_hash) = 32);
ALTER TABLE password_resets ADD CONSTRAINT password_resets_code_is_digest CHECK (octet_length(code_hash) = 32);

-- The live tokens of an account, newest first: its list, its limit and its names in use.
CREATE INDEX access_tokens_live ON access_tokens (subject_id, id DESC) WHERE deleted_at IS NULL;

-- Lists show living accounts of one kind, in the order of their ids or names.
CREATE INDEX users_live ON users (kind, id) WHERE deleted_at IS NULL;
CREATE INDEX users_live_by_name ON users (kind, lower(username), id) WHERE deleted_at IS NULL;

-- One installation, one row.
ALTER TABLE instance ADD CONSTRAINT instance_is_one_row CHECK (id = 1);

-- Nothing that belongs to signing in can be given to a service account.
CREATE FUNCTION refuse_service_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM users WHERE id = NEW.user_id AND kind = 'SERVICE_ACCOUNT') THEN
    RAISE EXCEPTION 'a service account has no %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER user_emails_of_people BEFORE INSERT OR UPDATE OF user_id ON user_emails
  FOR EACH ROW EXECUTE FUNCTION refuse_service_account();
CREATE TRIGGER sessions_of_people BEFORE INSERT OR UPDATE OF user_id ON sessions
  FOR EACH ROW EXECUTE FUNCTION refuse_service_account();
CREATE TRIGGER password_resets_of_people BEFORE INSERT OR UPDATE OF user_id ON password_resets
  FOR EACH ROW EXECUTE FUNCTION refuse_service_account();

-- An account is a person or a machine for good: what was granted to one is not inherited by the other.
CREATE FUNCTION refuse_kind_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the kind of an account cannot change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER users_kind_is_fixed BEFORE UPDATE OF kind ON users
  FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION refuse_kind_change();

-- The audit log only grows.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
