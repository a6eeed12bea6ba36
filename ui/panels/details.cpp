#include "details.h"

#include "connectionpage.h"
#include "connectionsearch.h"
#include "copying.h"
#include "curl.h"
#include "messagepage.h"
#include "overlap/analysis/unread.h"
#include "overlap/text/format.h"
#include "secrets.h"
#include "timingpage.h"
#include "widgets/plainlabel.h"
#include "widgets/wiretext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::findRequest;
using analysis::SelectedRequest;
using text::plainText;

namespace {

constexpr auto shellKey = "window/shell"_L1;

QLabel *hintLabel()
{
    QLabel *label = dimLabel();
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setMargin(label->fontMetrics().height());
    label->setFocusPolicy(Qt::StrongFocus); // where it stands there is nothing else to focus
    return label;
}

} // namespace

Details::Details(const record::Store &store, Selection &selection, Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_selection(selection)
    , m_clock(std::move(clock))
    , m_stack(new QStackedWidget)
    , m_hint(hintLabel())
    , m_title(plainLabel())
    , m_tabs(new Tabs)
    , m_timing(new TimingPage)
    , m_request(new MessagePage)
    , m_response(new MessagePage)
    , m_connection(new ConnectionPage)
    , m_raw(new WireText(tr("Raw bytes")))
    , m_curl(new WireText(tr("cURL command")))
    , m_copy(new QPushButton(tr("&Copy command")))
    , m_shell(new QComboBox)
    , m_secrets(new QCheckBox(tr("With &secrets")))
{
    build();
    connect(&m_selection, &Selection::changed, this, [this] {
        m_secrets->setChecked(false); // was checked for the previous request only
        showSelected();
    });
    connect(m_connection, &ConnectionPage::requestChosen, &m_selection, &Selection::select);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { copyText(m_curl->toPlainText(), tr("the command")); });
    connect(m_shell, &QComboBox::currentIndexChanged, this, &Details::showTextsAgain);
    connect(m_secrets, &QCheckBox::toggled, this, &Details::askForSecrets);
    showSelected();
}

void Details::build()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_title->setObjectName("title"_L1);
    m_title->setWordWrap(true);
    m_title->setMinimumWidth(1); // a long target must not widen the pane
    m_title->setMargin(fontMetrics().averageCharWidth());
    m_title->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    fitTitle();
    m_tabs->setObjectName("pages"_L1);
    m_secrets->setObjectName("withSecrets"_L1);
    m_secrets->setToolTip(
        tr("What you copy holds passwords, cookies and tokens as they were sent"));
    m_curl->setWithSecrets(true); // the command itself is already masked
    m_tabs->addTab(m_timing, tr("Timing"));
    const std::array<std::pair<QWidget *, QString>, 4> pages = {{{m_request, tr("Request")},
                                                                 {m_response, tr("Response")},
                                                                 {m_raw, tr("Raw")},
                                                                 {buildCurl(), tr("cURL")}}};
    for (size_t i = 0; i < pages.size(); ++i) {
        m_notKept[i] = hintLabel();
        m_kept[i] = new QStackedWidget;
        m_kept[i]->addWidget(pages[i].first);
        m_kept[i]->addWidget(m_notKept[i]);
        m_tabs->addTab(m_kept[i], pages[i].second);
    }
    auto *shown = new QWidget;
    auto *column = new QVBoxLayout(shown);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto *heading = new QHBoxLayout;
    heading->addWidget(m_title, 1);
    heading->addWidget(m_secrets, 0, Qt::AlignTop);
    column->addLayout(heading);
    column->addWidget(m_tabs, 1);
    m_stack->addWidget(m_hint);
    m_stack->addWidget(shown);
    m_stack->addWidget(m_connection);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
}

// Room for two lines: the tabs below stay where they are if a title needs the second one.
void Details::fitTitle()
{
    m_title->setMinimumHeight(2 * m_title->fontMetrics().lineSpacing() + 2 * m_title->margin());
}

void Details::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitTitle();
}

QWidget *Details::buildCurl()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_curl, 1);
    // In the order of ui::Shell.
    m_shell->addItems({tr("POSIX shell"), tr("Command Prompt"), tr("PowerShell")});
    m_shell->setAccessibleName(tr("Shell"));
    m_shell->setToolTip(tr("Where the command will be pasted"));
    m_shell->setObjectName("shell"_L1);
    auto *row = new QHBoxLayout;
    row->addWidget(m_copy);
    row->addWidget(m_shell);
    row->addStretch();
    layout->addLayout(row);
    return page;
}

void Details::setClientRequests(const record::ClientRequests &clientRequests)
{
    m_clientRequests = &clientRequests;
}

void Details::setConnectionSearch(const ConnectionSearch &search)
{
    m_connectionSearch = &search;
    connect(&search, &ConnectionSearch::changed, this, &Details::refresh);
}

void Details::setOrigin(const QByteArray &origin)
{
    if (origin == m_origin)
        return;
    m_origin = origin;
    showTextsAgain();
}

void Details::restore(const QSettings &settings)
{
    const bool isWindows = QSysInfo::kernelType() == "winnt"_L1;
    const Shell usual = isWindows ? Shell::PowerShell : Shell::Posix;
    const int shell = settings.value(shellKey, int(usual)).toInt();
    m_shell->setCurrentIndex(std::clamp(shell, 0, m_shell->count() - 1));
}

void Details::save(QSettings &settings) const
{
    settings.setValue(shellKey, m_shell->currentIndex());
}

void Details::refresh()
{
    if (m_selection.connection() != 0)
        showConnection();
    // A finished request never changes.
    if (m_selection.id() != 0 &&
        (m_textsOf != m_selection.id() || m_stack->currentWidget() == m_hint))
        showSelected();
}

void Details::showConnection()
{
    const quint32 id = m_selection.connection();
    const record::Connection *connection = m_store.connection(id);
    if (!connection)
        return showHint(tr("Connection %1 is not kept any more.").arg(id));
    m_connection->showConnection(m_store, *connection,
                                 m_connectionSearch ? m_connectionSearch->search().get() : nullptr,
                                 m_clock());
    m_stack->setCurrentWidget(m_connection);
    m_textsOf = 0;
}

void Details::showSelected()
{
    if (m_selection.connection() != 0)
        return showConnection();
    if (m_selection.id() == 0) {
        showHint(tr("Select a request to see where its time went, or a connection."));
        return;
    }
    const auto selected = findRequest(m_store, m_selection.id());
    if (!selected) {
        showHint(tr("Request #%1 is not kept any more.").arg(m_selection.id()));
        return;
    }
    const QString reason = selected->reason();
    m_title->setText(reason.isEmpty() ? selected->title() : selected->title() + u'\n' + reason);
    const record::ClientRequest *clientRequest =
        m_clientRequests ? m_clientRequests->ofRequest(selected->record.id) : nullptr;
    const QString upstream = selected->upstream && m_upstreamName
                                 ? m_upstreamName(selected->upstream->origin)
                                 : QString();
    m_timing->showRequest(*selected, clientRequest, ruleText(selected->record.rule), upstream,
                          m_clock());
    showTexts(*selected);
    const bool isOver = !selected->isInFlight() &&
                        !(clientRequest && clientRequest->isInFlight()) &&
                        analysis::isUnreadKnown(m_store, selected->record);
    m_textsOf = isOver ? selected->record.id : 0;
    m_stack->setCurrentIndex(1);
    setFocusProxy(m_tabs);
}

QString Details::ruleText(int number) const
{
    if (number == 0)
        return {};
    const QString name = m_ruleName ? m_ruleName(number) : QString();
    return name.isEmpty() ? tr("Rule %1 took it, which is not in force any more.").arg(number)
                          : tr("Rule %1 took it: %2.").arg(QString::number(number), name);
}

void Details::showTexts(const SelectedRequest &selected)
{
    const record::KeptDetails &d = selected.details;
    const QString why = selected.isInFlight()
                            ? tr("To be seen when the request is over.")
                            : tr("Not kept: there was no room for this request's texts.");
    for (size_t i = 0; i < m_kept.size(); ++i) {
        m_notKept[i]->setText(why);
        m_kept[i]->setCurrentIndex(d.kept ? 0 : 1);
    }
    if (!d.kept)
        return;
    m_request->showMessage(d.requestHead, d.bodiesKept ? &d.requestBody : nullptr,
                           d.requestBodySize);
    m_response->showMessage(d.responseHead, d.bodiesKept ? &d.responseBody : nullptr);
    if (d.responseHead.isEmpty()) {
        m_notKept[1]->setText(tr("There was no response."));
        m_kept[1]->setCurrentIndex(1);
    }
    const QByteArray request = d.requestHead + d.requestBody;
    const QByteArray response = d.responseHead + d.responseBody;
    const qint64 missing = d.requestBodySize - d.requestBody.size();
    const QString gap =
        missing > 0 ? tr("… (%1 more bytes were not kept)\n").arg(missing) : QString();
    m_raw->showText(plainText(request, true) + gap + u"\n"_s + plainText(response, true));
    // The check box is only useful if there are secrets.
    m_secrets->setVisible(!secretsIn(request).empty() || !secretsIn(response).empty());
    showCurl(d);
}

void Details::askForSecrets(bool asked)
{
    m_request->setWithSecrets(asked);
    m_response->setWithSecrets(asked);
    m_raw->setWithSecrets(asked);
    showTextsAgain();
}

void Details::showTextsAgain()
{
    m_textsOf = 0;
    refresh();
}

void Details::showCurl(const record::KeptDetails &details)
{
    m_curl->showText(
        curlCommand(Shell(m_shell->currentIndex()), m_origin, details, m_secrets->isChecked()));
}

void Details::copyUrl(quint64 id) const
{
    const auto request = findRequest(m_store, id);
    if (!request)
        return;
    const QString target = plainText(request->target); // a whole URL, for a proxy
    const QString url = target.startsWith(u'/') ? QString::fromUtf8(m_origin) + target : target;
    copyText(withoutSecrets(url), tr("the URL"));
}

void Details::copyCurl(quint64 id) const
{
    const auto request = findRequest(m_store, id);
    if (request && request->details.kept)
        copyText(curlCommand(Shell(m_shell->currentIndex()), m_origin, request->details, false),
                 tr("the command"));
}

void Details::showHint(const QString &text)
{
    m_hint->setText(text);
    m_stack->setCurrentIndex(0);
    setFocusProxy(m_hint);
    m_textsOf = 0;
}

} // namespace overlap::ui
