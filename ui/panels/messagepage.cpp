#include "messagepage.h"

#include "format.h"
#include "head.h"
#include "plainlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace overlap::ui {

using namespace Qt::StringLiterals;

MessagePage::MessagePage(QWidget *parent)
    : QWidget(parent)
    , m_startLine(plainLabel())
    , m_fields(new QTreeWidget)
    , m_size(dimLabel())
    , m_hex(new QCheckBox(tr("&Hex")))
    , m_text(new QPlainTextEdit)
{
    m_startLine->setFont(fixedFont());
    m_startLine->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // However long a target is, it does not widen the pane.
    m_startLine->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_fields->setHeaderLabels({tr("Field"), tr("Value")});
    m_fields->setAccessibleName(tr("Header fields"));
    m_fields->setHeaderHidden(true);
    m_fields->setRootIsDecorated(false);
    m_fields->setUniformRowHeights(true);
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->setFont(fixedFont());
    m_fields->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(fixedFont());
    m_text->setAccessibleName(tr("Body"));
    auto *bodyLine = new QHBoxLayout;
    bodyLine->addWidget(m_size, 1);
    bodyLine->addWidget(m_hex);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_startLine);
    layout->addWidget(m_fields, 3);
    layout->addLayout(bodyLine);
    layout->addWidget(m_text, 2);
    connect(m_hex, &QCheckBox::clicked, this, &MessagePage::showBody);
}

void MessagePage::showMessage(const QByteArray &bytes, const QByteArray *body)
{
    const Head head = splitHead(bytes);
    m_startLine->setText(plainText(head.startLine));
    m_fields->clear();
    for (const Head::Field &field : head.fields)
        m_fields->addTopLevelItem(
            new QTreeWidgetItem({plainText(field.name), plainText(field.value)}));
    m_body = body ? *body : QByteArray();
    if (!body)
        m_size->setText(tr("Body not kept: too many requests came at once"));
    else if (body->isEmpty())
        m_size->setText(tr("No body"));
    else
        m_size->setText(tr("Body, %1 bytes kept").arg(countText(body->size())));
    m_hex->setVisible(!m_body.isEmpty());
    m_text->setVisible(!m_body.isEmpty());
    m_hex->setChecked(!isText(m_body));
    showBody();
}

void MessagePage::showBody()
{
    m_text->setPlainText(m_hex->isChecked() ? hexText(m_body) : plainText(m_body, true));
}

} // namespace overlap::ui
