// Our parser beside llhttp, the parser of Node. What ours accepts, llhttp accepts with the same
// framing, with the exceptions listed here.
#include "fuzz.h"
#include "overlap/http/parser.h"

#include <llhttp.h>

using namespace overlap::http;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

// Parses one request with llhttp.
class Other
{
public:
    Other()
    {
        llhttp_settings_init(&m_settings);
        m_settings.on_message_begin = [](llhttp_t *p) { return ++of(p).begun, 0; };
        m_settings.on_message_complete = [](llhttp_t *p) { return ++of(p).completed, 0; };
        m_settings.on_url = [](llhttp_t *p, const char *at, size_t size) {
            of(p).target.append(at, qsizetype(size));
            return 0;
        };
        m_settings.on_header_field = [](llhttp_t *p, const char *at, size_t size) {
            of(p).fields.append(at, qsizetype(size));
            return 0;
        };
        m_settings.on_header_field_complete = [](llhttp_t *p) {
            of(p).fields += ':';
            return 0;
        };
        m_settings.on_header_value = [](llhttp_t *p, const char *at, size_t size) {
            of(p).fields.append(at, qsizetype(size));
            return 0;
        };
        m_settings.on_header_value_complete = [](llhttp_t *p) {
            QByteArray &text = of(p).fields;
            while (text.endsWith(' ') || text.endsWith('\t')) // llhttp does not trim them
                text.chop(1);
            text += '\n';
            return 0;
        };
        m_settings.on_headers_complete = [](llhttp_t *p) {
            of(p).head = std::exchange(of(p).fields, {}); // fields after it are trailers
            return 0;
        };
        m_settings.on_body = [](llhttp_t *p, const char *at, size_t size) {
            of(p).body.append(at, qsizetype(size));
            return 0;
        };
        llhttp_init(&m_parser, HTTP_REQUEST, &m_settings);
        m_parser.data = this;
    }
    Q_DISABLE_COPY_MOVE(Other)

    llhttp_errno_t read(QByteArrayView bytes)
    {
        begun = completed = 0;
        target.clear();
        head.clear();
        fields.clear();
        body.clear();
        const llhttp_errno_t error = llhttp_execute(&m_parser, bytes.data(), size_t(bytes.size()));
        if (error != HPE_PAUSED_UPGRADE)
            return error;
        // llhttp would leave the rest to an upgraded protocol. This server never upgrades.
        const bool all = llhttp_get_error_pos(&m_parser) == bytes.end();
        llhttp_resume_after_upgrade(&m_parser);
        return all ? HPE_OK : error;
    }
    QByteArray method() const
    {
        return llhttp_method_name(llhttp_method_t(llhttp_get_method(&m_parser)));
    }

    int begun = 0, completed = 0;
    QByteArray target, head, fields, body;

private:
    static Other &of(llhttp_t *parser) { return *static_cast<Other *>(parser->data); }
    mutable llhttp_t m_parser{};
    llhttp_settings_t m_settings{};
};

QByteArray fieldsOf(const Request &request)
{
    QByteArray all;
    for (const Headers::Field &field : request.headers)
        all.append(field.name).append(':').append(field.value).append('\n');
    return all;
}

// Cases that llhttp refuses, or stops at, although the specifications allow them.
bool isException(llhttp_errno_t error, const Request &request, const QByteArray &behindHead)
{
    switch (error) {
    // Methods that it does not know, or that belong to other protocols, such as SOURCE: we answer
    // them with 501. And HTTP/1.2 to 1.9, which a server treats as HTTP/1.1 (RFC 9110 §2.5).
    case HPE_INVALID_METHOD:
    case HPE_INVALID_CONSTANT: return request.method == Method::Unknown;
    case HPE_INVALID_VERSION: return request.minorVersion > 1;
    // It treats trailers as header fields; we do not (RFC 9110 §6.5.1). And it does not accept a
    // tab after the value of a field that it interprets (RFC 9110 §5.6.3).
    case HPE_INVALID_TRANSFER_ENCODING:
        return request.headers.text().contains('\t') || behindHead.contains("\ntransfer-encoding:");
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        return request.headers.text().contains('\t') || behindHead.contains("\ncontent-length:");
    // After the head of CONNECT it always expects the bytes of a tunnel.
    case HPE_PAUSED_UPGRADE: return request.method == Method::Connect;
    // Chunk extensions with blanks or quotes (RFC 9112 §7.1.1).
    case HPE_STRICT:
    case HPE_INVALID_CHUNK_SIZE: return behindHead.contains(';');
    default: return false;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size); // like fuzz_parser: both use one corpus
    input.byte();
    input.bytes(input.byte() % 4);
    QByteArrayView bytes = input.rest();
    const Limits limits;
    Other other;
    for (Parser parser;; parser.reset()) {
        const QByteArrayView before = bytes;
        Parser::Step step = parser.parse(bytes, limits);
        while (step == Parser::Step::Head)
            step = parser.parse(bytes, limits);
        if (step != Parser::Step::Complete)
            return 0;
        const QByteArrayView ours = before.first(before.size() - bytes.size());
        const Request request = parser.request();
        if (request.methodName() == "PRI") // the HTTP/2 preface to llhttp
            return 0;
        const QByteArray behindHead =
            ours.sliced(request.headers.text().size()).toByteArray().toLower();
        const llhttp_errno_t error = other.read(ours);
        if (error != HPE_OK && isException(error, request, behindHead))
            return 0;
        require(error == HPE_OK, llhttp_errno_name(error));
        require(other.begun == 1 && other.completed == 1, "it ends where llhttp ends it");
        require(other.method() == request.methodName(), "the same method");
        require(other.target == request.target, "the same target");
        require(other.head == fieldsOf(request), "the same fields");
        require(other.body == request.body, "the same body");
        // As a trailer, or with a tab after its value, llhttp takes Connection for something else.
        if (behindHead.contains("connection:") || request.headers.text().contains('\t'))
            return 0;
        if (!parser.keepsAlive()) // llhttp refuses what follows; an exchange does not read it
            return 0;
    }
}
