"""What a paper says about itself: the Info dictionary and the same in XMP, as PDF/A-3a and PDF/UA-1 want it."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from certificates.plates import syntax

PRODUCER = "Diandian"


@dataclass(frozen=True, slots=True)
class About:
    """Title, author and description of one paper; `made_at` in UTC to the second, `2026-11-22T09:31:59Z`."""

    title: str
    author: str
    description: str
    made_at: str


# The extension schema declares pdfuaid, which PDF/A does not know by itself (ISO 19005-3, 6.6.2.3).
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="application/pdf">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmp:CreateDate="{made_at}" xmp:ModifyDate="{made_at}"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def info_dictionary(about: About) -> bytes:
    """The older of the two ways; its values equal those in XMP, as PDF/A demands."""
    made_at = syntax.date(about.made_at)
    entries = {
        "Title": syntax.text(about.title),
        "Author": syntax.text(about.author),
        "Subject": syntax.text(about.description),
        "Producer": syntax.text(PRODUCER),
        "CreationDate": made_at,
        "ModDate": made_at,
    }
    return syntax.dictionary(entries)


def xmp(about: About, language: str) -> bytes:
    """The metadata stream, uncompressed so that programs which know no PDF find it (ISO 19005-3, 6.6.2.1)."""
    packet = _XMP.format(
        title=escape(about.title),
        author=escape(about.author),
        description=escape(about.description),
        language=escape(language),
        producer=PRODUCER,
        made_at=about.made_at,
    )
    return syntax.stream(packet.encode(), {"Type": b"/Metadata", "Subtype": b"/XML"}, level=None)
