"""What somebody wrote in a reply, without all that mail programs put around it."""

import re
from email.utils import getaddresses

from lxml import html as lxml_html

#: What stands around the quoted mail in HTML, as mail programs write it
_QUOTES = (
    "//blockquote",
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote ')]",
    "//*[contains(concat(' ', @class, ' '), ' gmail_signature ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-cite-prefix ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-signature ')]",
    "//*[contains(concat(' ', @class, ' '), ' yahoo_quoted ')]",
    "//*[contains(concat(' ', @class, ' '), ' protonmail_quote ')]",
    "//*[@id='divRplyFwdMsg']/following-sibling::*",
    "//*[@id='divRplyFwdMsg']",
    "//*[@id='appendonsend']/following-sibling::*",
    "//*[@id='Signature']",
    "//*[contains(@style, 'border-top:solid #E1E1E1')]/following::*",
    "//*[contains(@style, 'border-top:solid #E1E1E1')]",
    "//style",
    "//script",
    "//head",
)
_BLOCKS = {"p", "div", "br", "tr", "li", "pre", "table", "h1", "h2", "h3", "hr"}

#: A line with which the quoted mail begins
_QUOTE_BEGINS = re.compile(
    r"""^\s*(?:
        [-_=*]{2,}\s*\w[^\n]{0,60}?\w\s*[-_=*]{2,}\s*$  # --- Original message ---
      | _{10,}\s*$
      | (?:from|von|de|da|van|từ|fra|från|lähettäjä|od)\s*:\s.*[@<]
      | .{0,200}@[^\n]*:\s*$                        # On Monday x <x@y> wrote:
      | (?:on|am|le|el|il|em|op|vào|den|dne)\b[^\n]{5,200}
        (?:wrote|schrieb|écrit|escribió|escreveu|scritto|schreef|viết|skrev|napsal)
        [^\n]{0,20}:\s*$
      )""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNATURE_BEGINS = re.compile(
    r"^(?:--\s*|—\s*|(?:sent from my|get outlook for|von meinem .{1,20} gesendet|"
    r"envoyé de mon|enviado desde mi|gửi từ).*)$",
    re.IGNORECASE,
)

#: With such a line alone people end what they say, and with such a one they begin
_CLOSES = re.compile(
    r"^(?:(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks)|best|cheers|thanks|"
    r"thank you|br|sincerely|(?:viele|beste|liebe|herzliche)\s+grüße|vg|lg|mfg|"
    r"mit freundlichen grüßen|cordialement|bien à vous|saludos|un saludo|"
    r"trân trọng|thân|cảm ơn)\s*[,.!]*$",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"^(?:hi|hello|hey|dear|hallo|liebe|guten (?:morgen|tag)|bonjour|hola|xin chào|"
    r"chào)"
    r"\b[^\d]{0,40}[,!.]?$",
    re.IGNORECASE,
)


def reply_text(message, marker=""):
    """Return what was written in a mail, without what was quoted, and the signature.

    :param message: :class:`email.message.EmailMessage`
    :param marker: a text of our own mail above which people are asked to write
    """
    plain = message.get_body(preferencelist=("plain", "html"))
    if plain is None:
        return ""
    try:
        content = plain.get_content()
    except (LookupError, UnicodeError):
        return ""
    if plain.get_content_type() == "text/html":
        content = _text_of_html(content)
    return _own_lines(content, marker)


def _text_of_html(content):
    if not content.strip():
        return ""
    root = lxml_html.fromstring(content)
    for path in _QUOTES:
        for element in root.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    for element in root.iter():
        if element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            if element.tag != "br" and element.text:
                element.text = "\n" + element.text
    return root.text_content()


def _own_lines(content, marker):
    kept = []
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        bare = line.strip()
        if marker and marker in bare:
            break
        if _SIGNATURE_BEGINS.match(bare) or _QUOTE_BEGINS.match(bare):
            break
        # Some programs break the line above a quotation in two.
        both = f"{bare} {lines[number + 1].strip()}" if number + 1 < len(lines) else ""
        if bare and both.endswith(":") and _QUOTE_BEGINS.match(both):
            if not re.match(r"^[#\d]", bare):
                break
        if _CLOSES.match(bare):
            break
        if bare.startswith(">") or (not any(kept) and _GREETS.match(bare)):
            continue
        kept.append(bare)
    return "\n".join(kept).strip()


def is_automatic(message):
    """Tell whether a program sent a mail and no person: out of office, a bounce.

    :param message: :class:`email.message.EmailMessage`
    """

    def said(name):
        return str(message.get(name) or "").strip().lower()

    if said("Auto-Submitted") not in ("", "no"):
        return True
    if any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Id")):
        return True
    if said("X-Auto-Response-Suppress") and said(
        "X-MS-Exchange-Generated-Message-Source"
    ):
        return True
    if said("Precedence") in ("bulk", "junk", "list", "auto_reply"):
        return True
    if message.get("Return-Path") is not None and said("Return-Path") in ("", "<>"):
        return True
    if message.get_content_type() == "multipart/report":
        return True
    sender = _addresses(message, "From")
    if any(each.split("@")[0] in ("mailer-daemon", "postmaster") for each in sender):
        return True
    return bool(
        re.match(
            r"^(?:re:\s*)?(?:out of (?:the )?office|auto(?:matic|matische)?[ -]?"
            r"(?:reply|antwort|response)|abwesenheit|absence|réponse automatique|"
            r"respuesta automática|trả lời tự động)",
            said("Subject"),
        )
    )


def is_from(message, address):
    """Tell whether a mail comes from a person's own address, as far as it shows.

    The one address it says it is from, and none of what servers on its way say of it
    speaks against that.

    :param message: :class:`email.message.EmailMessage`
    :param address: the normalized address of the person
    """
    if not address or _addresses(message, "From") != [address]:
        return False
    for name in ("Sender", "Return-Path"):
        others = _addresses(message, name)
        if others and others != [address]:
            return False
    verdicts = " ".join(
        str(value).lower()
        for name in ("Authentication-Results", "ARC-Authentication-Results")
        for value in message.get_all(name, [])
    )
    if re.search(r"\b(?:spf|dmarc)\s*=\s*(?:fail|softfail|permerror)\b", verdicts):
        return False
    received = " ".join(str(v).lower() for v in message.get_all("Received-SPF", []))
    return not re.match(r"\s*(?:fail|softfail)\b", received)


def _addresses(message, name):
    values = [str(value) for value in message.get_all(name, [])]
    return [found.strip().lower() for _name, found in getaddresses(values) if found]
