#include "filterbar.h"

#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QTextDocument>
#include <QToolButton>

namespace overlap::ui {

using namespace Qt::StringLiterals;

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_edit(new FilterEdit)
    , m_errors(new QToolButton)
    , m_matches(dimLabel())
{
    const auto word = u"is:error"_s;
    setBackgroundRole(QPalette::Base); // covers the line that a tab widget draws under its corner
    setAutoFillBackground(true);
    m_errors->setObjectName("errorsOnly"_L1);
    m_errors->setText(tr("Errors"));
    m_errors->setToolTip(tr("Only requests that failed: 4xx, 5xx, or no answer"));
    m_errors->setCheckable(true);
    m_errors->setFocusPolicy(Qt::StrongFocus);
    m_matches->setObjectName("matches"_L1);
    m_matches->hide();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_matches);
    row->addWidget(m_errors);
    row->addWidget(m_edit, 1);
    connect(m_errors, &QToolButton::clicked, m_edit,
            [this, word](bool on) { m_edit->setWord(word, on); });
    connect(m_edit, &QLineEdit::textChanged, m_errors,
            [this, word] { m_errors->setChecked(m_edit->words().contains(word)); });
}

void FilterBar::placeBetween(QWidget *before, QWidget *after)
{
    setTabOrder(before, m_errors);
    setTabOrder(m_errors, m_edit);
    setTabOrder(m_edit, after);
}

void FilterBar::showMatches(const QString &text, const QString &toolTip)
{
    const QString tip =
        toolTip.isEmpty() ? QString() : Qt::convertFromPlainText(toolTip, Qt::WhiteSpaceNormal);
    if (text == m_matches->text() && tip == m_matches->toolTip())
        return;
    m_matches->setToolTip(tip);
    m_matches->setText(text);
    m_matches->setVisible(!text.isEmpty());
}

QSize FilterBar::sizeHint() const
{
    const QSize wanted = QWidget::sizeHint();
    const int share = parentWidget() ? parentWidget()->width() / 2 : wanted.width();
    return {std::min(wanted.width(), std::max(share, minimumSizeHint().width())), wanted.height()};
}

} // namespace overlap::ui
