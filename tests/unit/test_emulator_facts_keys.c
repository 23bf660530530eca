/* core.md 10.5, 10.6: SSH keys and WinRM credentials. */
#include "tests/support/facts.h"

#define SECRETS "/ng/api/v2/secrets"
#define KEY(id) \
	"POST " SECRETS "?" IN_ACCOUNT " {'secret':{'type':'SecretText','name':'" id \
	"','identifier':'" id "','spec':{'secretManagerIdentifier':" \
	"'harnessSecretManager','valueType':'Inline','value':'v'}}}\n"
#define SSH(auth) \
	"{'secret':{'type':'SSHKey','name':'x','identifier':'x','tags':{}," \
	"'description':'','spec':{'port':2222,'auth':" auth "}}}"
#define WINRM(auth) \
	"{'secret':{'type':'WinRmCredentials','name':'x','identifier':'x','tags':{}," \
	"'description':'','spec':{'auth':" auth "}}}"
#define CREATE .request = "POST " SECRETS "?" IN_ACCOUNT

static const struct fact ssh[] = {
	{ .name = "a key by reference",
		.given = KEY("k"),
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'KeyReference',"
			    "'spec':{'userName':'deploy','key':'account.k',"
			    "'encryptedPassphrase':null}}}"),
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys secret createdAt updatedAt draft governanceMetadata\n"
		"data.secret.type = SSHKey\n"
		"data.secret.spec.port = 2222\n"
		"data.secret.spec.auth like {'type':'SSH','spec':{'credentialType':"
		"'KeyReference','spec':{'userName':'deploy','key':'account.k'}}}" },
	{ .name = "a key with a passphrase",
		.given = KEY("k") KEY("p"),
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'KeyReference',"
			    "'spec':{'userName':'deploy','key':'account.k',"
			    "'encryptedPassphrase':'account.p'}}}"),
		.status = 200,
		.expect = "data.secret.spec.auth.spec.spec.encryptedPassphrase = "
			  "account.p" },
	{ .name = "a key by its path on the delegate",
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'KeyPath','spec':"
			    "{'userName':'deploy','keyPath':'/k'}}}"),
		.status = 200,
		.expect = "data.secret.spec.auth.spec like {'credentialType':'KeyPath',"
			  "'spec':{'userName':'deploy','keyPath':'/k'}}" },
	{ .name = "a password",
		.given = KEY("k"),
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'Password','spec':"
			    "{'userName':'deploy','password':'account.k'}}}"),
		.status = 200,
		.expect = "data.secret.spec.auth.spec.spec.password = account.k" },
	{ .name = "Kerberos without a ticket's source",
		CREATE,
		.body = SSH("{'type':'Kerberos','spec':{'principal':'svc','realm':"
			    "'EX.COM'}}"),
		.status = 200,
		.expect = "data.secret.spec.auth like {'type':'Kerberos','spec':"
			  "{'principal':'svc','realm':'EX.COM'}}" },
	{ .name = "Kerberos by a keytab",
		CREATE,
		.body = SSH("{'type':'Kerberos','spec':{'principal':'svc','realm':"
			    "'EX.COM','tgtGenerationMethod':'KeyTabFilePath','spec':"
			    "{'keyPath':'/etc/x.keytab'}}}"),
		.status = 200,
		.expect = "data.secret.spec.auth.spec like {'tgtGenerationMethod':"
			  "'KeyTabFilePath','spec':{'keyPath':'/etc/x.keytab'}}" },
	{ .name = "Kerberos by a password",
		.given = KEY("krb_pw"),
		CREATE,
		.body = SSH("{'type':'Kerberos','spec':{'principal':'svc','realm':"
			    "'EX.COM','tgtGenerationMethod':'Password','spec':"
			    "{'password':'account.krb_pw'}}}"),
		.status = 200,
		.expect = "data.secret.spec.auth.spec.spec.password = account.krb_pw" },
	{ .name = "a missing port is 22",
		CREATE,
		.body = "{'secret':{'type':'SSHKey','name':'x','identifier':'x','spec':"
			"{'auth':{'type':'SSH','spec':{'credentialType':'KeyPath',"
			"'spec':{'userName':'u','keyPath':'/k'}}}}}}",
		.status = 200,
		.expect = "data.secret.spec.port = 22" },
	{ .name = "port 0 is 22",
		CREATE,
		.body = "{'secret':{'type':'SSHKey','name':'x','identifier':'x','spec':"
			"{'port':0,'auth':{'type':'SSH','spec':{'credentialType':"
			"'KeyPath','spec':{'userName':'u','keyPath':'/k'}}}}}}",
		.status = 200,
		.expect = "data.secret.spec.port = 22" },
	{ .name = "an unknown secret is not found",
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'Password','spec':"
			    "{'userName':'deploy','password':'account.k'}}}"),
		.status = 404,
		.expect = SAYS_ERROR(
			"ENTITY_NOT_FOUND") "message = No such secret found [account.k], "
					    "please check "
					    "identifier/scope and try again." },
	{ .name = "an unknown passphrase is not found",
		.given = KEY("k"),
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'KeyReference',"
			    "'spec':{'userName':'deploy','key':'account.k',"
			    "'encryptedPassphrase':'account.p'}}}"),
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	{ .name = "a bare reference at the account is refused",
		.given = KEY("k"),
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'Password','spec':"
			    "{'userName':'deploy','password':'k'}}}"),
		.status = 400 },
	{ .name = "a bare reference is to the project",
		.given = GIVEN_PROJECT KEY("k"),
		.request = "POST " SECRETS "?" IN_PROJECT,
		.body = "{'secret':{'type':'SSHKey','name':'x','identifier':'x',"
			"'orgIdentifier':'emea','projectIdentifier':'payments','spec':"
			"{'auth':{'type':'SSH','spec':{'credentialType':'Password',"
			"'spec':{'userName':'u','password':'k'}}}}}}",
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	{ .name = "a user name is required",
		CREATE,
		.body = SSH("{'type':'SSH','spec':{'credentialType':'KeyPath','spec':"
			    "{'keyPath':'/k'}}}"),
		.status = 400 },
	{ .name = "an unknown kind of authentication is refused",
		CREATE,
		.body = SSH("{'type':'Magic','spec':{}}"),
		.status = 400 },
};

static const struct fact winrm[] = {
	{ .name = "NTLM with its defaults",
		.given = KEY("win_pw"),
		CREATE,
		.body = WINRM("{'type':'NTLM','spec':{'domain':'EX','username':'svc',"
			      "'password':'account.win_pw'}}"),
		.status = 200,
		.expect = "data.secret.spec like {'port':5986,'parameters':[],'auth':"
			  "{'type':'NTLM','spec':{'domain':'EX','username':'svc',"
			  "'password':'account.win_pw','useSSL':true,"
			  "'skipCertChecks':true,'useNoProfile':false}}}" },
	{ .name = "NTLM with everything given",
		.given = KEY("win_pw"),
		CREATE,
		.body = "{'secret':{'type':'WinRmCredentials','name':'x','identifier':"
			"'x','spec':{'port':5985,'auth':{'type':'NTLM','spec':{'domain':"
			"'EX','username':'svc','password':'account.win_pw','useSSL':"
			"false,'skipCertChecks':false,'useNoProfile':true}},'parameters':"
			"[{'parameter':'a','value':'b'}]}}}",
		.status = 200,
		.expect = "data.secret.spec like {'port':5985,'parameters':[{'parameter':"
			  "'a','value':'b'}],'auth':{'spec':{'useSSL':false,"
			  "'skipCertChecks':false,'useNoProfile':true}}}" },
	{ .name = "Kerberos by a password",
		.given = KEY("krb_pw"),
		CREATE,
		.body = WINRM("{'type':'Kerberos','spec':{'principal':'svc','realm':"
			      "'EX.COM','tgtGenerationMethod':'Password','spec':"
			      "{'password':'account.krb_pw'},'useSSL':true,"
			      "'skipCertChecks':false,'useNoProfile':false}}"),
		.status = 200,
		.expect = "data.secret.spec.auth like {'type':'Kerberos','spec':"
			  "{'principal':'svc','realm':'EX.COM','tgtGenerationMethod':"
			  "'Password','spec':{'password':'account.krb_pw'},"
			  "'skipCertChecks':false}}" },
	{ .name = "an unknown password is not found",
		CREATE,
		.body = WINRM("{'type':'NTLM','spec':{'domain':'EX','username':'svc',"
			      "'password':'account.win_pw'}}"),
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND\n"
			  "message ~ No such secret found [account.win_pw]" },
	{ .name = "what it names cannot be deleted",
		.given = KEY("win_pw") "POST " SECRETS "?" IN_ACCOUNT
				       " " WINRM("{'type':'NTLM','spec':{'domain':'EX',"
						 "'username':'svc','password':"
						 "'account.win_pw'}}") "\n",
		.request = "DELETE " SECRETS "/win_pw?" IN_ACCOUNT,
		.status = 400,
		.expect = "code = ENTITY_REFERENCE_EXCEPTION" },
};

int main(void)
{
	return TABLE_RUN(ssh, fact_holds) + TABLE_RUN(winrm, fact_holds);
}
