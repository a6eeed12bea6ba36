#include "messagepage.h"

#include "overlap/analysis/messagehead.h"
#include "overlap/text/format.h"
#include "secrets.h"
#include "widgets/fieldlist.h"
#include "widgets/plainlabel.h"
#include "widgets/wiretext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::hexText;
using analysis::isText;
using analysis::MessageHead;
using analysis::splitMessageHead;
using text::countText;
using text::plainText;

MessagePage::MessagePage(QWidget *parent)
    : QWidget(parent)
    , m_startLine(plainLabel())
    , m_fields(new FieldList)
    , m_size(dimLabel())
    , m_hex(new QCheckBox(tr("&Hex")))
    , m_text(new WireText(tr("Body")))
{
    m_startLine->setFont(fixedFont());
    // A long target must not widen the pane.
    m_startLine->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto *bodyLine = new QHBoxLayout;
    bodyLine->addWidget(m_size, 1);
    bodyLine->addWidget(m_hex);
    for (QWidget *list : {static_cast<QWidget *>(m_fields), static_cast<QWidget *>(m_text)})
        list->setMinimumHeight(2 * fontMetrics().height()); // so that the window fits small screens
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_startLine);
    layout->addWidget(m_fields, 3);
    layout->addLayout(bodyLine);
    layout->addWidget(m_text, 2);
    connect(m_hex, &QCheckBox::clicked, this, &MessagePage::showBody);
}

void MessagePage::showMessage(const QByteArray &bytes, const QByteArray *body, qint64 bodySize)
{
    const MessageHead head = splitMessageHead(bytes);
    m_startLine->setText(plainText(head.startLine));
    m_fields->showFields(head.fields);
    m_body = body ? *body : QByteArray();
    if (bodySize == 0 || (body && body->isEmpty()))
        m_size->setText(tr("No body"));
    else if (!body)
        m_size->setText(tr("Body not kept: too many requests came at once"));
    else if (body->size() < bodySize)
        m_size->setText(
            tr("Body, %1 of %2 bytes kept").arg(countText(body->size()), countText(bodySize)));
    else
        m_size->setText(tr("Body, %1 bytes kept").arg(countText(body->size())));
    m_hex->setVisible(!m_body.isEmpty());
    m_text->setVisible(!m_body.isEmpty());
    m_hex->setChecked(!isText(m_body));
    showBody();
}

void MessagePage::setWithSecrets(bool withSecrets)
{
    m_fields->setWithSecrets(withSecrets);
    m_text->setWithSecrets(withSecrets);
}

void MessagePage::showBody()
{
    if (!m_hex->isChecked())
        return m_text->showText(plainText(m_body, true));
    QByteArray masked = m_body;
    for (const TextRange &secret : secretsIn(m_body))
        std::fill(masked.begin() + secret.from, masked.begin() + secret.to, '*');
    m_text->showText(hexText(m_body), hexText(masked));
}

} // namespace overlap::ui
