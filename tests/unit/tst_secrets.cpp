#include "secretnames.h"
#include "secrets.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>

using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void heads_data();
    void heads();
    void bodies_data();
    void bodies();
    void shapes_data();
    void shapes();
    void harmless_data();
    void harmless();
    void takesTimeThatGrowsWithTheText_data();
    void takesTimeThatGrowsWithTheText();
    void queries_data();
    void queries();
    void parts_data();
    void parts();
};

void TestSecrets::names_data()
{
    QTest::addColumn<bool>("secret");
    for (const char *name : {"Authorization",
                             "proxy-authorization",
                             "COOKIE",
                             "Set-Cookie",
                             "X-Api-Key",
                             "api_key",
                             "apikey",
                             "access_token",
                             "X-Auth-Token",
                             "key",
                             "sig",
                             "Client-Secret",
                             "password",
                             "X-Amz-Signature",
                             "api%5fkey",
                             "PHPSESSID",
                             "X-Auth-Key",
                             "x-functions-key",
                             "pass",
                             "Ocp-Apim-Subscription-Key",
                             "private_key",
                             "connect.sid",
                             "api+key",
                             "user[password]",
                             "pin",
                             "DPoP",
                             "pw",
                             "code_verifier",
                             "X-HMAC-SHA256"})
        QTest::newRow(name) << true;
    for (const char *name :
         {"Host",     "Accept",           "n",    "keyboard", "design",    "Authority",
          "monkey",   "Cache-Control",    "",     "author",   "passenger", "side",
          "zip_code", "pincode",          "spin", "barcode",  "code",      "status_code",
          "keynote",  "Sec-WebSocket-Key"})
        QTest::newRow(name) << false;
}

void TestSecrets::names()
{
    QFETCH(bool, secret);
    QCOMPARE(isSecret(QTest::currentDataTag()), secret);
}

void TestSecrets::heads_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const char *head, const char *masked) {
        QTest::newRow(name) << QByteArray(head) << QByteArray(masked);
    };
    row("nothing", "GET /?n=1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /?n=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    row("fields", "GET / HTTP/1.1\r\nCookie: a=b; c=d\r\nauthorization:Bearer x\r\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nCookie: MASKED\r\nauthorization:MASKED\r\nA: b\r\n\r\n");
    row("a URL in a field", "GET / HTTP/1.1\r\nReferer: http://h/?token=x&n=1\r\n\r\n",
        "GET / HTTP/1.1\r\nReferer: http://h/?token=MASKED&n=1\r\n\r\n");
    row("the user of a URL", "GET http://user:x@h/?a=b HTTP/1.1\r\n\r\n",
        "GET http://MASKED@h/?a=b HTTP/1.1\r\n\r\n");
    row("no user", "GET http://h/@a HTTP/1.1\r\n\r\n", "GET http://h/@a HTTP/1.1\r\n\r\n");
    row("a form", "POST / HTTP/1.1\r\n\r\nuser=a&password=x%20y&b=c",
        "POST / HTTP/1.1\r\n\r\nuser=a&password=MASKED&b=c");
    row("JSON", R"({"user": "a", "password" : "x\"y", "pass":12,"b":"c"})",
        R"({"user": "a", "password" : "MASKED", "pass":MASKED,"b":"c"})");
    row("JSON that is cut", R"({"token":"x)", R"({"token":"MASKED)");
    row("query", "GET /a?token=x&n=1&key= HTTP/1.1\r\n\r\n",
        "GET /a?token=MASKED&n=1&key=MASKED HTTP/1.1\r\n\r\n");
    row("bare line feeds, no end", "\nGET / HTTP/1.1\nCookie: a",
        "\nGET / HTTP/1.1\nCookie: MASKED");
    row("proof of possession", "GET / HTTP/1.1\r\nDPoP: abc\r\nhmac: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nDPoP: MASKED\r\nhmac: MASKED\r\n\r\n");
    row("protocols of a web socket",
        "Sec-WebSocket-Protocol: graphql-ws, wamp.2.msgpack.batched, v4.channel.k8s.io\r\n",
        "Sec-WebSocket-Protocol: graphql-ws, wamp.2.msgpack.batched, v4.channel.k8s.io\r\n");
    row("tokens among them",
        "sec-websocket-protocol: access_token, abc,chat, 0123456789abcdef0123456789\r\n",
        "sec-websocket-protocol: access_token, MASKED,chat, MASKED\r\n");
    row("a list within one field", "GET / HTTP/1.1\r\nA: \"token\": [\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nA: \"token\": MASKED\r\nHost: h\r\n\r\n");
    row("a quote in a target", "GET /?pwd='a\"&n=1 HTTP/1.1\r\n\r\n",
        "GET /?pwd=MASKED\"&n=1 HTTP/1.1\r\n\r\n");
    row("no colon", "GET /\r\nCookie\r\n", "GET /\r\nCookie\r\n");
    row("empty", "", "");
}

void TestSecrets::heads()
{
    QFETCH(QByteArray, head);
    QTEST(withoutSecrets(QByteArrayView(head)), "masked");
}

void TestSecrets::bodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const char *body, const char *masked) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(masked);
    };
    row("a list", R"({"tokens": ["a]", "b"], "n": [1]})", R"({"tokens": MASKED, "n": [1]})");
    row("an object in lines", "{\"session\": {\n \"id\": \"a\",\n \"b\": {}\n}, \"n\": 1}",
        "{\"session\": MASKED, \"n\": 1}");
    row("a list that is cut", "{\"tokens\": [\n\"a\",", "{\"tokens\": MASKED");
    row("a value on the next line", "{\"pin\":\n  1234}", "{\"pin\":\n  MASKED}");
    row("JSON in a string", R"({"body": "{\"password\": \"a\\\"b\", \"n\": \"c\"}"})",
        R"({"body": "{\"password\": \"MASKED\", \"n\": \"c\"}"})");
    row("JSON in a string of a string", R"("\"{\\\"pwd\\\":\\\"a\\\",\\\"n\\\":1}\"")",
        R"("\"{\\\"pwd\\\":\\\"MASKED\\\",\\\"n\\\":1}\"")");
    row("backslashes at the end", R"({"pwd": "a\\", "n": "b"})", R"({"pwd": "MASKED", "n": "b"})");
    row("GraphQL", R"(mutation { login(user: "a", password : "x\"y") { token } })",
        R"(mutation { login(user: "a", password : "MASKED") { token } })");
    row("GraphQL in JSON", R"({"query": "mutation { login(password: \"x\", pin: 12) { id } }"})",
        R"({"query": "mutation { login(password: \"MASKED\", pin: MASKED) { id } }"})");
    row("GraphQL in blocks", "{ a(secret: \"\"\"x\n\"y\"\n\"\"\", n: 1) }",
        "{ a(secret: \"\"\"MASKED\"\"\", n: 1) }");
    row("a variable", R"({"query": "mutation L($password: String!) { a(password: $password) }"})",
        R"({"query": "mutation L($password: String!) { a(password: $password) }"})");
    row("XML", "<a><user>b</user><password>x</password></a>",
        "<a><user>b</user><password>MASKED</password></a>");
    row("SOAP",
        "<wsse:Password Type=\"#PasswordText\">\n x\n</wsse:Password><wsu:Created>t</wsu:Created>",
        "<wsse:Password Type=\"#PasswordText\">MASKED</wsse:Password><wsu:Created>t</wsu:Created>");
    row("CDATA", "<secret><![CDATA[a<b>c]]></secret>", "<secret>MASKED</secret>");
    row("attributes", "<login user='a' password='x y' token = 'b' pin=\"1\"/><a/>",
        "<login user='a' password='MASKED' token = 'b' pin=\"MASKED\"/><a/>");
    row("an attribute and a value", "<password token=\"a\">b</password>",
        "<password token=\"MASKED\">MASKED</password>");
    row("an empty element", "<password/><a>b</a>", "<password/><a>b</a>");
    row("an element that is cut", "<password>x\ny", "<password>MASKED");
    row("OAuth", "grant_type=authorization_code&code=SplxlOBe5ZQQ&code_verifier=a&state=b",
        "grant_type=authorization_code&code=MASKED&code_verifier=MASKED&state=b");
    row("OAuth in JSON", R"({"code": "4/0AbCDe12345", "n": 1})", R"({"code": "MASKED", "n": 1})");
    row("pin", "pin=1234&hmac=ab%20c", "pin=MASKED&hmac=MASKED");
    row("multipart",
        "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nbob\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"password\"\r\nContent-Type: "
        "text/plain\r\n\r\n"
        "x\r\n--bc\r\n\r\ny\r\n--b\r\ncontent-disposition: form-data; name=n\r\n\r\n1\r\n--b--\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nbob\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"password\"\r\nContent-Type: "
        "text/plain\r\n\r\n"
        "MASKED\r\nMASKED\r\n\r\nMASKED\r\n--b\r\ncontent-disposition: form-data; "
        "name=n\r\n\r\n1\r\n"
        "--b--\r\n");
    row("two secret parts",
        "--b\nContent-Disposition: form-data; name=pin\n\n1\n--b\n"
        "Content-Disposition: form-data; name=\"user[token]\"\n\n2\n--b--",
        "--b\nContent-Disposition: form-data; name=pin\n\nMASKED\n--b\n"
        "Content-Disposition: form-data; name=\"user[token]\"\n\nMASKED\n--b--");
    row("a private key",
        "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb",
        "a\n-----BEGIN RSA PRIVATE KEY-----MASKED-----END RSA PRIVATE KEY-----\nb");
    row("a private key in JSON",
        R"({"a": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"})",
        R"({"a": "-----BEGIN PRIVATE KEY-----MASKED-----END PRIVATE KEY-----\n"})");
    row("a public key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----");
}

void TestSecrets::bodies()
{
    QFETCH(QByteArray, body);
    QTEST(withoutSecrets(QByteArrayView(body)), "masked");
    const QByteArray head = "POST / HTTP/1.1\r\nHost: h\r\n\r\n";
    QFETCH(QByteArray, masked);
    QCOMPARE(withoutSecrets(QByteArrayView(head + body)), head + masked);
}

void TestSecrets::shapes_data()
{
    QTest::addColumn<QByteArray>("token");
    const QByteArray hex = QByteArray("0123456789abcdef").repeated(4);
    const QByteArray word = QByteArray("aB3dE6gH9jK").repeated(6);
    for (const char *prefix :
         {"ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "sk_live_", "rk_live_",
          "AIza", "ya29.", "npm_", "pypi-Ag", "hf_", "sk-", "sk-ant-api03-", "sk-proj-"})
        QTest::newRow(prefix) << prefix + word.first(40);
    for (const char *prefix : {"dop_v1_", "shpat_", "sq0atp-", "dapi"})
        QTest::newRow(prefix) << prefix + hex.first(40);
    for (const char *prefix : {"hf_", "sk_test_", "ghp_", "glpat-"}) // some without digits
        QTest::addRow("%sletters", prefix) << prefix + QByteArray("aBcDeFgHiJkLmNoPqR").repeated(2);
    QTest::newRow("AKIA") << QByteArray("AKIA") + "IOSFODNN7EXAMPLE";
    QTest::newRow("ASIA") << QByteArray("ASIA") + "IOSFODNN7EXAMPLE";
    QTest::newRow("SendGrid") << "SG." + word.first(22) + '.' + word.first(43);
    QTest::newRow("Telegram") << QByteArray("123456789:") + "AA" + word.first(33);
    QTest::newRow("JWT") << QByteArray(
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_X");
}

// With any surroundings and any name.
void TestSecrets::shapes()
{
    QFETCH(QByteArray, token);
    for (const char *around :
         {"GET /a/%1/b HTTP/1.1\r\n\r\n", "GET /bot%1/getMe HTTP/1.1\r\n\r\n", "/?a=%1&n=1", "a=%1",
          "X-A: %1\r\nB: c\r\n", "{\"a\": \"%1\", \"b\": 1}", "{\"a\": [\"%1\"]}", "a\n%1\nb",
          "{\"a\": \"b\\n%1\"}", "/?a=b%20%1", "%1"}) {
        const bool isBot = QByteArrayView(around).contains("bot");
        if (isBot && QByteArrayView(QTest::currentDataTag()) != "Telegram")
            continue;
        QByteArray text(around), masked(around);
        QCOMPARE(withoutSecrets(QByteArrayView(text.replace("%1", token))),
                 masked.replace("%1", "MASKED"));
    }
}

void TestSecrets::harmless_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"/?code=404&pincode=110001&zipcode=10115&barcode=4006381333931&keyboard=de&monkey=1",
          "/?code=EUR&lang=en&country_code=DE&error_code=E1001&promo_code=SUMMER2024",
          "{\"code\": 404, \"message\": \"Not Found\", \"code2\": \"INVALID_ARGUMENT\"}",
          "{\"code\": \"INVALID_ARGUMENT\", \"spinner\": true, \"pins\": 3}",
          "Basic authentication is needed, as is a Bearer of news",
          "Basic Authentication",
          "task-force risk-management-2024-01-01-and-more sk-learn",
          "class=\"sk-folding-cube-container\"",
          "eyJ is how they begin. eyJust",
          "AKIA and ASIA are prefixes",
          "SG.1",
          "hf_model npm_config",
          "<p>The key is under the mat</p><pre>a < b > c</pre><monkey>x</monkey>",
          "Host: 127.0.0.1:7878\r\nAccept: */*\r\n",
          "12:34:56 2024-01-01T00:00:00+01:00",
          "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "123e4567-e89b-12d3-a456-426614174000",
          "a { color: red; margin: 0 } b::after { content: \"\" }",
          "for (let i = 0; i < 6; ++i) fetch(`/sleep?n=${i}`).then((r) => r.text())",
          "--b\r\nContent-Disposition: form-data; name=\"a\"; "
          "filename=\"password.txt\"\r\n\r\nx\r\n--b--",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
          "Sec-WebSocket-Key: abc=="})
        QTest::newRow(text) << QByteArray(text);
}

void TestSecrets::harmless()
{
    QFETCH(QByteArray, text);
    QCOMPARE(withoutSecrets(QByteArrayView(text)), text);
}

void TestSecrets::takesTimeThatGrowsWithTheText_data()
{
    QTest::addColumn<QByteArray>("piece");
    for (const char *piece : {"\"token\":[",
                              "\"token\":{",
                              "\"token\":\"",
                              "<password",
                              "<password>",
                              "<a",
                              "sk-",
                              "eyJ-",
                              "eyJ.",
                              "eyJaaaaaaaaaaaaaaa.",
                              "code=",
                              "code:[",
                              "code=;",
                              "pin:",
                              "pin=\\",
                              "\\",
                              "[\\",
                              "\"\\",
                              "\"session\":[\\",
                              "\"session\":[\"\\",
                              ":",
                              "://",
                              "://a",
                              "a:",
                              "=",
                              "a=",
                              ";",
                              "pwd=;",
                              "1",
                              "1:",
                              "Bearer ",
                              "-----BEGIN",
                              "-----BEGIN PRIVATE KEY-----",
                              "--\n",
                              "name=",
                              " name=",
                              "Bearer aA1aA1aA",
                              "Content-Disposition: form-data; name=pin\n\n",
                              "Content-Disposition: form-data; name=a;",
                              "Sec-WebSocket-Protocol: ",
                              "Sec-WebSocket-Protocol: a,\n",
                              "\"",
                              "'",
                              "pwd:\"\"\"",
                              "\n",
                              "\r",
                              " ",
                              "a ",
                              "pin :",
                              "key key:",
                              "%20",
                              "<",
                              ">",
                              "<a>",
                              "</password",
                              "[",
                              "{",
                              "x"})
        QTest::newRow(QByteArray(piece).toPercentEncoding()) << QByteArray(piece);
}

// Sixteen times as much text takes about sixteen times as long, and not 256 times. The shortest
// times count, and a machine that is busy gets more rounds.
void TestSecrets::takesTimeThatGrowsWithTheText()
{
    QFETCH(QByteArray, piece);
    const auto take = [&](qsizetype size, qint64 &least) {
        const QByteArray text = "\"n\":[" + piece.repeated(size / piece.size());
        QElapsedTimer timer;
        timer.start();
        secretsIn(text);
        least = qMin(least, timer.nsecsElapsed());
    };
    qint64 small = std::numeric_limits<qint64>::max();
    qint64 large = small;
    const auto isFarBelow = [&] { return large < 100 * qMax<qint64>(small, 50'000); };
    for (int round = 0; round < 5 || (round < 200 && !isFarBelow()); ++round) {
        take(4 * 1024, small);
        take(64 * 1024, large);
    }
    QVERIFY2(isFarBelow(), qPrintable(u"%1 ns, %2 ns"_s.arg(small).arg(large)));
}

void TestSecrets::queries_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("masked");
    QTest::newRow("none") << u"/sleep"_s << u"/sleep"_s;
    QTest::newRow("one") << u"/?api_key=ä#n=1"_s << u"/?api_key=MASKED#n=1"_s;
    QTest::newRow("in a fragment") << u"/#access_token=1&n=1"_s << u"/#access_token=MASKED&n=1"_s;
    QTest::newRow("in a path") << u"/a;jsessionid=1/b?n=1"_s << u"/a;jsessionid=MASKED"_s;
    QTest::newRow("nested") << u"/?next=/cb?token=1"_s << u"/?next=/cb?token=MASKED"_s;
    QTest::newRow("a semicolon in it") << u"/?pwd=ab;cd&n=1"_s << u"/?pwd=MASKED&n=1"_s;
    QTest::newRow("semicolons") << u"/?a;token=1;b="_s << u"/?a;token=MASKED;b="_s;
    QTest::newRow("nothing behind it") << u"/?"_s << u"/?"_s;
    QTest::newRow("no value") << u"/?token"_s << u"/?token"_s;
}

void TestSecrets::queries()
{
    QFETCH(QString, text);
    QTEST(withoutSecrets(text), "masked");
}

void TestSecrets::parts_data()
{
    QTest::addColumn<qsizetype>("from");
    QTest::addColumn<qsizetype>("to");
    QTest::addColumn<QString>("copied");
    // The text: "é\nCookie: abc\nA: b"
    QTest::newRow("all") << qsizetype(0) << qsizetype(18) << u"é\nCookie: MASKED\nA: b"_s;
    QTest::newRow("the value") << qsizetype(10) << qsizetype(13) << u"MASKED"_s;
    QTest::newRow("a part of it") << qsizetype(11) << qsizetype(12) << u"MASKED"_s;
    QTest::newRow("up to it") << qsizetype(2) << qsizetype(10) << u"Cookie: "_s;
    QTest::newRow("from behind it") << qsizetype(13) << qsizetype(18) << u"\nA: b"_s;
    QTest::newRow("half of it") << qsizetype(12) << qsizetype(15) << u"MASKED\nA"_s;
    QTest::newRow("nothing") << qsizetype(4) << qsizetype(4) << u""_s;
}

void TestSecrets::parts()
{
    QFETCH(qsizetype, from);
    QFETCH(qsizetype, to);
    QTEST(withoutSecrets(u"é\nCookie: abc\nA: b"_s, {from, to}), "copied");
}

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
