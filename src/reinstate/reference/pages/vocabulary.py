"""Words of lifecycle pages, by what a text that consists of them can say.

None of them can move a date, or leave a product out of what is said.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Texts beside the tables, in lower case.
_ARTICLES = _words("""
    & a all an and at by following for from in of on or our the these this those to with your
""")
VERBS = _words("""
    are be can has have is it that was were when which you
""")
_KINDS = _words("""
    ac access accessories advanced aggregation air appliance appliances base bases board boards border bps branch
    broadband bundle bundles cable cables campus card cards carrier center chassis cluster compact component
    components concentrator concentrators configuration console continued controller controllers core cpe currently
    data dc denser device devices discontinued distribution dpc dpcs edge engine engines enhanced enterprise
    enterprise-class entry-level ethernet evolved expansion extended-temperature fabric families family fan fans
    feature filter filters firewall firewalls fixed flexible fpc fpcs gateway gateways hardware high i/o interface
    interfaces juniper junos kit kits large layer legacy licenses line memory metro mic mics midplane midplanes
    midrange midsize mini-pim mini-pims miscellaneous mobile model models modular module modules mount mounting mpc
    mpcs multigigabit networks node nodes office optics os other outdoor packet part parts physical pic pics pim
    pims platform platforms poe port ports power processing product products programmable provider rack racks
    redundancy redundant router routers routing secure security series service services session shelf sized sku skus
    small software spare spares spc spcs subscriber subscription subscriptions supplies supply switch switches
    switching systems transceivers transport tray trays units universal upgrade upgrades uplink virtual virtualized
    wan wired wireless
""")
_HEADINGS = _words("""
    about announced announcement announcements back brochure brochures browse bulletin bulletins change compare
    datasheets dates details document documentation documents download downloads end eol explore find guides history
    home information learn life link links list listed log manuals milestone milestones more notice notices
    notification notifications overview page pages pdf policies policy procedure procedures product quick read
    recent recently related resources see shop table tables top view
""")
NAMING = _ARTICLES | _KINDS | _HEADINGS
DEFINITIONS = (
    NAMING
    | VERBS
    | _words("""
    above accepted assistance below business contact contract convert customer customers date day days dd delivery
    does eos final first form format frs hardware-replacement jtac last mm month months network next offered order
    ordered orders placed provide provided provides purchase purchased receive received refer replacement sale same
    sell shipped shown sold stated support technical visit warranty year years yyyy
""")
)
COLUMNS = NAMING | _words("""
    date dd discontinued mm order ordering orders release sales support yyyy
""")
ANNOUNCEMENTS = (
    NAMING
    | VERBS
    | _words("""
    apr april as aug august been dated dec december effective feb february jan january jul july jun june mar march
    may nd nov november oct october rd reached sep sept september st th
""")
)
DOCUMENTS = ANNOUNCEMENTS | _words("""
    added available datasheet delivers first guide initial installation introduced manual migrate migration new
    notes provides publication published recommended reference release released remain remains replaced replacement
    replacements revised sheet ship shipped shipping since successor suggested techlibrary updated
""")
# What a page says of itself and of the maker's policy, and what stands around it on a site. There is no word among them
# that denies, restricts, moves, or ends anything, or that says what is only so for some.
OF_THE_PAGE = (DEFINITIONS - _words("change discontinued read")) | _words("""
    accordance active additional address advance after also announces appear appears applicable as ask assist
    assistance balance become becomes been begin beginning begins being between both box business calendar call
    case cases category choose click clicking column columns commit commits committed complete consult contain
    contains continue continues converted cover covered covers csv customer daily define defined definition
    definitions describe described describes designated detail detailed determined direct discontinuance each
    eeol eligible email encourage encouraged encourages engineering ensure even every explains feature field
    first five fixes follow followed format found four full general generally get give given gives glossary go
    group grouped groups guidelines has heading headings help helpful helps here how hpe identified identify if
    include included including index indicate indicated indicates intended introduction item items its j key
    know language languages least legend lets lifecycle lifecycles like line lines lists locate located look m
    made main maintain maintenance make makes making match matching means meet migrate migrating migration
    months more most mouse multiservice multiservices must name named names need needs newer non note notes
    number numbered numbers odd offer offered offers often one online open order organized out-of-box pacific
    pages per phase phases plan planning plans please plus posted present presents prior process processes
    program programs provide provided provider provides providing published publishes purposes question
    questions range ranges reach reached reaches receive received receives recommend recommended
    recommends record records regular release releases relevant reminder replacement representative
    representatives request requests respective right row rows sales say says search see select sequence serve
    serves seven share should show shows sign simplify six so sort sorted spare stage stages standard starting
    state stated states step steps subscribe such suggested suitable summary supported supports t tbd team teams
    tell tells term terminology terms text than their them then there they three through time timely title
    titled topic topics track transition two type types typically under understand universal up us use used
    useful user users uses using utc value various via view want was way ways we web website weekly weeks well
    where whether which who will wish within years you
""")
OF_THE_SITE = _words("""
    account accounts bookmark browser case cases chat community cookies english feedback forum forums helpful
    japanese jump knowledge legal log login mail menu navigation newsletter password phone portal print privacy
    rate register security send shop sign sitemap skip social store subscribe survey terms thank thanks twitter
    yes youtube
""")
UNTIL_WHEN = NAMING | _words("""
    are be date day ends eos is last support supported until was will
""")

# Remarks behind the name of a product: ports, feeds, airflow, and what it is.
DESCRIPTIONS = _words("""
    a ac airflow and back base base-t base-x bundle cable card chassis cooling copper dc each ethernet fan fans
    fiber firewall fixed for front gateway gbe gigabit in included includes interface lc line media mm mmf module
    mpo multigigabit of optical or out output per poe poe+ poe++ port ports power psu qsfp qsfp+ qsfp28 rack rear
    redundant rj45 router rx services sfp sfp+ sfp28 slot slots smf spare supply switch the to tray tx u unit uplink
    uplinks w watt watts with x xfp
""")

# Names of products, in upper case: the series of devices, and the letters with which names begin on Juniper's lists.
DEVICES = _words("""
    ACX AX BTI BX CRPD CTP CX DX E EX J JNP LN M MX NFX OCX PTX QFX SRX T TCX VRR
""")
SERIES = _words("""
    ACX CTP DPC EX FPC JNP LN MIC MPC MX NFX OCX PIC PTX QFX RE SCB SRX
""")
PRODUCT_LETTERS = _words("""
    ACC ACX ANT AP APBR AS AT AX B BALUM BASE BLANK BP BRTRAY BT BTMTRAY BX CB CBA CBBOX CBL CCG CE CF CFP CHAD CHAS
    CIP COC COMPL CRAFT CSE CT CTP CX DCPE DPC DPCE DT DX E EDU ERX ES EX EXPCD FAN FANTRAY FEB FFANTRAY FFILTER
    FLASH FLTR FPC HBOT HSSI I IB IC IDP IOC ISG J JA JATP JCS JNP JPSU JS JSA JUNIPER JWEB JX JXE LIC LN M MAG MC
    MCS ME MEM MFTBNDL MIC MLC MP MPC MPCE MPCX MS MSA MWS MX NETSCREEN NFX NPC NS OC OCX P PANEL PB PC PCG PD PDU
    PE PF PIC PKG PNL PSM PSU PTX PW PWR QFX QFXC QFXCO QSDP QSFP QSFPP RA RACK RBT RCB RE REDMID REMX RIM ROS RX S
    SA SAS SATA SBR SCB SCBE SCG SDWAN SFB SFM SFP SFPP SIB SPC SPOT SPU SRC SRP SRX SSB SSD SSG STRM SW T TBNDL TCA
    TCFP TCX TOPTRAY TRTRAY TTRAY TUNNEL UEM UFM UNIV V VMX VSE VSRX VWLC VXA VZ WLA WLC WLM WX XENPAK XFP
""")

# Behind "all": it is said of what a page lists, and not of everything.
LIMITS = _words("""
    ABOVE BELOW DATE DATES LIST LISTED PAGE SHOWN TABLE THAT THESE THIS WHICH WHOSE WITH
""")
